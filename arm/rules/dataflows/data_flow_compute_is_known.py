"""A data flow runs on a cluster of a size that there is."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.expression import is_expression
from arm.rules.item import mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_CORES = (8, 16, 32, 48, 80, 144, 272)
_TYPES = ("General", "MemoryOptimized", "ComputeOptimized")
_WHERE = ("typeProperties", "compute")


@rule(
    Severity.ERROR,
    "`compute` of an ExecuteDataFlow has 8, 16, 32, 48, 80, 144 or 272 cores, and the type General, MemoryOptimized "
    "or ComputeOptimized.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-execute-data-flow-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Sizes and types that there aren't."""
    compute = mapping(activity.type_properties.get("compute"))
    if activity.type != "ExecuteDataFlow":
        return
    cores, kind = compute.get("coreCount"), compute.get("computeType")
    if isinstance(cores, int) and cores not in _CORES:
        listed = ", ".join(map(str, _CORES))
        yield activity.problem(f"there are no clusters of {cores} cores, but of {listed}", *_WHERE, "coreCount")
    if isinstance(kind, str) and not is_expression(kind) and kind not in _TYPES:
        told = f'"{kind}" is no type of cluster: {did_you_mean(kind, _TYPES)}'
        yield activity.problem(told, *_WHERE, "computeType")
