"""What an activity says about how it is to be run: time-out, retries, what of it is secret, what is evaluated."""

import re
from dataclasses import dataclass

from arm.runtime.failures import CannotRun
from arm.runtime.model import Json

# 12 hours, the documented default: https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities
_DEFAULT_TIMEOUT = 12 * 3600.0
_TIMESPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?")
# Containers' activities and conditions are evaluated by the container, once an item, and not before.
_NOT_EVALUATED = {"activities", "ifTrueActivities", "ifFalseActivities", "cases", "defaultActivities"}


@dataclass(frozen=True)
class Policy:
    """`timeout` and `retry_interval` in seconds; `retries` beyond the first attempt."""

    timeout: float
    retries: int
    retry_interval: float
    secure_input: bool
    secure_output: bool


def read(activity: Json, policy: Json) -> Policy:
    """An activity's evaluated policy, with Azure's defaults. CannotRun for a time-out that can't be read."""
    return Policy(
        timeout=seconds(policy["timeout"], activity["name"]) if "timeout" in policy else _DEFAULT_TIMEOUT,
        retries=int(policy.get("retry", 0)),
        retry_interval=float(policy.get("retryIntervalInSeconds", 30)),
        secure_input=bool(policy.get("secureInput")),
        secure_output=bool(policy.get("secureOutput")),
    )


def seconds(timespan: str, activity: str) -> float:
    """A .NET time span, `d.hh:mm:ss` with the days optional, in seconds."""
    match = _TIMESPAN.fullmatch(timespan) if isinstance(timespan, str) else None
    if match is None:
        raise CannotRun(f"activity '{activity}' has a time-out that isn't d.hh:mm:ss: {timespan!r}")
    days, hours, minutes, secs = (int(part or 0) for part in match.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + secs)


def evaluated_part(activity: Json) -> Json:
    """The typeProperties of an activity without the activities inside it."""
    return {key: value for key, value in activity.get("typeProperties", {}).items() if key not in _NOT_EVALUATED}
