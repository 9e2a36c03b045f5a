"""The baseParameters of an activity are the widgets that its notebook reads."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.guess import guessed
from arm.rules.item import mapping
from arm.rules.notebook_run import notebook_activities, notebook_runs
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "An activity gives every widget that its notebook reads without declaring it with a default (an error: the run "
    "fails), and none that the notebook knows nothing of (a warning).",
    over=notebook_activities,
    link="https://learn.microsoft.com/azure/data-factory/transform-data-databricks-notebook",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Parameters that are missing or unknown."""
    notebooks = {run.notebook.path: run.notebook for run in notebook_runs(context, activity) if run.notebook}
    given = mapping(activity.type_properties.get("baseParameters"))
    where = ("typeProperties", "baseParameters")
    for notebook in notebooks.values():
        widgets = notebook.widgets
        for name in sorted(widgets.read - widgets.declared - given.keys()):
            told = f'the notebook {notebook.path} reads the widget "{name}", which gets no value'
            yield activity.problem(told, *where)
        known = widgets.read | widgets.declared
        for name in given if not widgets.open else ():
            if name not in known:
                told = guessed(f'the notebook {notebook.path} has no widget "{name}"', name, known)
                yield activity.problem(told, *where, name, severity=Severity.WARNING)
