"""An activity's timeout, retries and their interval are values that Azure takes."""

import re
from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.item import mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_TIMEOUT = re.compile(r"(?:(\d+)\.)?([01]?\d|2[0-3]):([0-5]?\d):([0-5]?\d)(?:\.\d{1,7})?")
_LONGEST_DAYS = 7
_INTERVAL = (30, 86_400)
_TIMED = ("Until", "WebHook", "Validation")


@rule(
    Severity.ERROR,
    "A timeout reads d.hh:mm:ss and is at most 7 days and more than nothing; `retry` is a whole number, not "
    "negative; `retryIntervalInSeconds` is 30 to 86,400 (less is a warning: Azure takes it).",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#activity-policy",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Values that are misspelt or out of range; expressions are known only when they run."""
    policy = activity.body.get("policy", {})
    if not isinstance(policy, dict):
        yield activity.problem('"policy" is not an object', "policy")
        return
    if "timeout" in policy and (wrong := _timeout(policy["timeout"])):
        yield activity.problem(f"the timeout {wrong}", "policy", "timeout")
    own = activity.type_properties.get("timeout") if activity.type in _TIMED else None
    if own is not None and (wrong := _timeout(own)):
        yield activity.problem(f"the timeout {wrong}", "typeProperties", "timeout")
    if "retry" in policy and (number := _number(policy["retry"])) is not _UNKNOWN and (number is None or number < 0):
        yield activity.problem(f"{policy['retry']!r} is no number of retries (0 or more)", "policy", "retry")
    yield from _interval(activity)


def _interval(activity: Activity) -> Iterator[Problem]:
    written = activity.policy.get("retryIntervalInSeconds", _INTERVAL[0])
    number = _number(written)
    if number is _UNKNOWN:
        return
    where = ("policy", "retryIntervalInSeconds")
    if number is None or number <= 0 or number > _INTERVAL[1]:
        yield activity.problem(f"{written!r} is no retry interval (30 to 86,400 seconds)", *where)
    elif number < _INTERVAL[0]:
        told = f"a retry interval of {number} seconds is below the documented 30"
        yield activity.problem(told, *where, severity=Severity.WARNING)


def _timeout(value: Any) -> str:
    """What is wrong with a timeout, "" if nothing or if only a run knows."""
    if mapping(value).get("type") == "Expression" or (isinstance(value, str) and "@" in value):
        return ""
    found = _TIMEOUT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return f"{value!r} is not of the form d.hh:mm:ss"
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total > _LONGEST_DAYS * 86_400:
        return f"{value} is longer than 7 days"
    return "" if total else f"{value} is no time at all"


_UNKNOWN = -(2**31)


def _number(value: Any) -> int | None:
    """The value as a whole number, None if it isn't one, _UNKNOWN for an expression."""
    if mapping(value).get("type") == "Expression" or (isinstance(value, str) and "@" in value):
        return _UNKNOWN
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
