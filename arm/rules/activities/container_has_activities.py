"""A container holds activities."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import CONTAINERS, LOOPS, Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.WARNING,
    "ForEach and Until have activities inside (ADF Studio doesn't publish one without: an error), IfCondition and "
    "Switch have some in one of their branches (a warning).",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-for-each-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Containers that do nothing."""
    if activity.type in CONTAINERS and not any(block.activities for block in activity.blocks):
        severity = Severity.ERROR if activity.type in LOOPS else None
        keys = [str(block.path[-1]) for block in activity.blocks]
        place = keys[:1] if activity.type in LOOPS else ()
        yield activity.problem(f"{activity.type} holds no activity", "typeProperties", *place, severity=severity)
