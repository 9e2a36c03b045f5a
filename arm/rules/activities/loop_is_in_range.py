"""A ForEach runs a number of activities at once that Azure takes."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_MOST = 50


@rule(
    Severity.ERROR,
    "`batchCount` of a ForEach is 1 to 50.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-for-each-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Batch counts out of range."""
    if activity.type != "ForEach" or "batchCount" not in activity.type_properties:
        return
    count = activity.type_properties["batchCount"]
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= _MOST:
        yield activity.problem(f"{count!r} is no batch count (1 to {_MOST})", "typeProperties", "batchCount")
