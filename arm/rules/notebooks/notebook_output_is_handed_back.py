"""What a pipeline takes from a notebook's output is what the notebook exits with."""

from collections.abc import Iterator

from arm.expressions import Access, Call, Literal
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.expression import Expression
from arm.rules.guess import guessed
from arm.rules.notebook_run import notebook_activities, notebook_runs
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "`activity('…').output.runOutput.<key>` names a key of the object that the notebook gives to "
    "`dbutils.notebook.exit(json.dumps({…}))`. Objects that aren't written out there are not checked.",
    over=notebook_activities,
    link="https://learn.microsoft.com/azure/databricks/notebooks/notebook-workflows",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Keys that the notebook never hands back."""
    notebooks = {run.notebook.path: run.notebook for run in notebook_runs(context, activity) if run.notebook}
    for notebook in notebooks.values():
        keys = notebook.exit_keys
        if keys is None:
            continue
        for user in activity.pipeline.activities:
            for expression in user.expressions if user.active else ():
                for key in _taken(expression, activity.name):
                    if key.casefold() not in {known.casefold() for known in keys}:
                        told = guessed(f'the notebook {notebook.path} hands back no "{key}"', key, keys)
                        yield Problem(told, activity.document, expression.path)


def _taken(expression: Expression, name: str) -> Iterator[str]:
    """The keys that an expression takes from the run output of the activity called `name`."""
    for access in expression.parsed.accesses:
        inner = access.target
        if not isinstance(inner, Access) or not isinstance(access.key, Literal) or access.null_safe:
            continue
        if _is(inner, "runOutput") and isinstance(inner.target, Access) and _is(inner.target, "output"):
            call = inner.target.target
            if isinstance(call, Call) and call.name.lower() == "activity" and call.arguments:
                argument = call.arguments[0]
                if isinstance(argument, Literal) and str(argument.value).casefold() == name.casefold():
                    yield str(access.key.value)


def _is(access: Access, key: str) -> bool:
    return isinstance(access.key, Literal) and str(access.key.value).lower() == key.lower()
