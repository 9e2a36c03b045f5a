"""A Copy's settings are ones that Azure takes."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_LEAST = {"parallelCopies": 1, "dataIntegrationUnits": 2}
_MOST = {"dataIntegrationUnits": 256}


@rule(
    Severity.ERROR,
    "`parallelCopies` of a Copy is 1 or more, `dataIntegrationUnits` 2 to 256 (0 is a warning: the service chooses "
    "then), and staging has its `stagingSettings`.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/copy-activity-performance-features",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Numbers out of range, and staging without a place to stage in."""
    if activity.type != "Copy":
        return
    inside = activity.type_properties
    for key, least in _LEAST.items():
        value = inside.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            continue
        if not least <= value <= _MOST.get(key, value):
            most = f" to {_MOST[key]}" if key in _MOST else " or more"
            told = f'{value} is no value of "{key}" ({least}{most})'
            severity = Severity.WARNING if 0 <= value < least else None
            yield activity.problem(told, "typeProperties", key, severity=severity)
    if inside.get("enableStaging") is True and "stagingSettings" not in inside:
        yield activity.problem('staging has no "stagingSettings"', "typeProperties", "enableStaging")
