"""A SetVariable doesn't read the variable that it sets."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "The value of a SetVariable doesn't refer to the variable itself: the service refuses that. Set another variable "
    "first.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-set-variable-activity#incrementing-a-variable",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Values that ask for their own variable."""
    name = activity.type_properties.get("variableName")
    if activity.type not in ("SetVariable", "AppendVariable") or not isinstance(name, str):
        return
    for expression in activity.expressions:
        if name.casefold() in {asked.casefold() for asked in expression.arguments_of("variables")}:
            message = f'the value refers to the variable "{name}" that it sets'
            yield Problem(message, activity.document, expression.path)
