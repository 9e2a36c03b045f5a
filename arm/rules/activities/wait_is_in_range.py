"""A Wait waits for some seconds."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.item import mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_KEYS = {"Wait": "waitTimeInSeconds", "Validation": "sleep"}
_LONGEST = 7 * 86_400


@rule(
    Severity.ERROR,
    "`waitTimeInSeconds` of a Wait and `sleep` of a Validation is a whole number above zero, at most seven days.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-wait-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Times that are none; an expression is known only when it runs, a number in quotes is taken."""
    key = _KEYS.get(activity.type, "")
    seconds = activity.type_properties.get(key)
    if seconds is None or mapping(seconds).get("type") == "Expression":
        return
    if isinstance(seconds, str):
        if "@" in seconds:
            return
        seconds = int(seconds) if seconds.isdecimal() else seconds
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds <= _LONGEST:
        told = f"{seconds!r} is no time to wait (1 second to 7 days)"
        yield activity.problem(told, "typeProperties", key)
