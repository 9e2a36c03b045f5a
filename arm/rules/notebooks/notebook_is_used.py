"""A notebook is run by something."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.notebook import Notebook
from arm.rules.notebook_run import notebook_activities, notebook_runs
from arm.rules.overrides import environments
from arm.rules.rule import Problem, rule


def _all(context: Context) -> list[Notebook]:
    return list(context.notebooks.by_path.values()) if environments(context) and not context.broken else []


@rule(
    Severity.WARNING,
    "A notebook is run by an activity, checks an environment, or is named in another notebook.",
    over=_all,
)
def check(context: Context, notebook: Notebook) -> Iterator[Problem]:
    """Notebooks that nothing runs, as far as that can be told."""
    activities = notebook_activities(context)
    runs = [list(notebook_runs(context, activity)) for activity in activities]
    if any(not found for found in runs):
        return  # a path that only a run knows may lead anywhere
    used = {run.notebook.path for found in runs for run in found if run.notebook}
    used |= {str(environment.merged("check").get("notebook")) for environment in environments(context)}
    name = notebook.path.rpartition("/")[2]
    others = (other for other in context.notebooks.by_path.values() if other is not notebook)
    if notebook.path not in used and not any(name in other.document.text for other in others):
        yield Problem(f"nothing runs the notebook {notebook.path}", notebook.document, place=(1, 1))
