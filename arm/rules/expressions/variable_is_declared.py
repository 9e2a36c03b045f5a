"""An expression asks for variables that are declared, and activities set such."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.guess import guessed
from arm.rules.pipeline import Activity
from arm.rules.rule import Path, Problem, rule
from arm.rules.variables import SETTERS, returns


@rule(
    Severity.ERROR,
    "`variables('…')` and `variableName` name variables of the pipeline.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-set-variable-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Variables that the pipeline doesn't declare."""
    known = {name.casefold() for name in activity.pipeline.variables}
    asked: list[tuple[str, Path]] = []
    for expression in activity.expressions:
        asked += [(name, expression.path) for name in dict.fromkeys(expression.arguments_of("variables"))]
    name = activity.type_properties.get("variableName")
    if activity.type in SETTERS and isinstance(name, str) and not returns(activity):
        asked.append((name, (*activity.path, "typeProperties", "variableName")))
    for name, path in asked:
        if name.casefold() not in known:
            told = guessed(f'there is no variable "{name}"', name, activity.pipeline.variables)
            yield Problem(told, activity.document, path)
