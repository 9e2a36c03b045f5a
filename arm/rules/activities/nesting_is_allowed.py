"""Containers hold what Azure lets them hold."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import BRANCHES, LOOPS, Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "ForEach and Until don't stand in ForEach or Until, IfCondition and Switch not in IfCondition or Switch, "
    "Validation in no container. Call another pipeline instead.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/concepts-nested-activities#nested-activity-limitations",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Activities inside a container that may not hold them, at any depth."""
    for around in activity.ancestors:
        forbidden = activity.type == "Validation" or any(
            activity.type in kinds and around.type in kinds for kinds in (LOOPS, BRANCHES)
        )
        if forbidden:
            told = f'{activity.type} may not stand inside {around.type} ("{around.name}")'
            yield activity.problem(told, "type")
            return
