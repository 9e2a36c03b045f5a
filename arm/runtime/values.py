"""What JSON values mean where an activity needs a truth value, a number or a time span."""

import re
from datetime import timedelta
from typing import Any

from arm.runtime.failures import ActivityFailure

_TIMESPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?")


def truth(value: Any, what: str) -> bool:
    """A truth value, also as the text that ADF writes for it. ActivityFailure naming `what` for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise ActivityFailure("BadRequest", f"{what} is neither true nor false: {value!r}")


def whole_number(value: Any, what: str) -> int:
    """A whole number that isn't negative, also as text. ActivityFailure naming `what` for anything else."""
    number = seconds(value, what)
    if not number.is_integer():
        raise ActivityFailure("BadRequest", f"{what} is not a whole number: {value!r}")
    return int(number)


def seconds(value: Any, what: str) -> float:
    """A number of seconds, also as text. ActivityFailure naming `what` for anything else, and below zero."""
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise ActivityFailure("BadRequest", f"{what} is not a number from 0 on: {value!r}")
    return number


def timespan(value: Any) -> float | None:
    """A .NET time span, `d.hh:mm:ss` with the days optional, in seconds; None for what isn't one."""
    match = _TIMESPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    days, hours, minutes, secs = (int(part or 0) for part in match.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + secs)


def written_timespan(span: timedelta) -> str:
    """A time span as .NET writes it: `[d.]hh:mm:ss.fffffff`."""
    seconds, micros = divmod(round(span / timedelta(microseconds=1)), 1_000_000)
    days, seconds = divmod(seconds, 86_400)
    clock = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}.{micros:06}0"
    return f"{days}.{clock}" if days else clock


def type_name(value: Any) -> str:
    """The type of a JSON value in the service's words."""
    names = {bool: "Boolean", int: "Integer", float: "Float", str: "String", list: "Array", dict: "Object"}
    return "Null" if value is None else names.get(type(value), type(value).__name__)
