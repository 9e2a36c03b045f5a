"""An activity that sets a variable says which, and to what."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule
from arm.rules.variables import SETTERS


@rule(
    Severity.ERROR,
    "SetVariable and AppendVariable have a `variableName` and a `value`.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-set-variable-activity#type-properties",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """What is missing, or names nothing."""
    if activity.type not in SETTERS or not isinstance(activity.body.get("typeProperties"), dict):
        return
    for key in ("variableName", "value"):
        if key not in activity.type_properties:
            yield activity.problem(f'{activity.type} has no "{key}"', "typeProperties", key)
    if activity.type_properties.get("variableName") == "":
        yield activity.problem(f"{activity.type} names no variable", "typeProperties", "variableName")
