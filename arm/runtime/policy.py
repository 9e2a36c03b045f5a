"""What an activity says about how it is to be run: time-out, retries, what of it is secret, what is evaluated."""

from dataclasses import dataclass

from arm.runtime import values
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json

# 12 hours, the documented default: https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities
_DEFAULT_TIMEOUT = 12 * 3600.0
# Containers' activities and conditions are evaluated by the container, once an item or turn, and not before.
_NOT_EVALUATED = {
    "activities", "ifTrueActivities", "ifFalseActivities", "cases", "defaultActivities", "expression", "condition",
}  # fmt: skip
# Control flow has no policy; those that can go on for long have a time-out of their own among their properties.
_UNLIMITED = {"ForEach", "Until", "IfCondition", "Switch", "ExecutePipeline", "Wait", "Validation"}


@dataclass(frozen=True)
class Policy:
    """`timeout` and `retry_interval` in seconds, None without a limit; `retries` beyond the first attempt."""

    timeout: float | None
    retries: int
    retry_interval: float
    secure_input: bool
    secure_output: bool


def read(activity: Json, policy: Json) -> Policy:
    """An activity's evaluated policy, with Azure's defaults. CannotRun for one that can't be read."""
    default = None if activity["type"] in _UNLIMITED else _DEFAULT_TIMEOUT
    try:
        return Policy(
            timeout=seconds(policy["timeout"], activity["name"]) if "timeout" in policy else default,
            retries=values.whole_number(policy.get("retry") or 0, "retry"),
            retry_interval=values.seconds(policy.get("retryIntervalInSeconds", 30), "retryIntervalInSeconds"),
            secure_input=values.truth(policy.get("secureInput", False), "secureInput"),
            secure_output=values.truth(policy.get("secureOutput", False), "secureOutput"),
        )
    except ActivityFailure as error:
        raise CannotRun(f"activity '{activity['name']}' has a policy that can't be followed: {error}") from None


def seconds(timespan: object, activity: str) -> float:
    """A .NET time span, `d.hh:mm:ss` with the days optional, in seconds."""
    found = values.timespan(timespan)
    if found is None:
        raise CannotRun(f"activity '{activity}' has a time-out that isn't d.hh:mm:ss: {timespan!r}")
    return found


def evaluated_part(activity: Json) -> Json:
    """The typeProperties of an activity without the activities inside it and their conditions."""
    given = activity.get("typeProperties") or {}
    return {key: value for key, value in given.items() if key not in _NOT_EVALUATED}
