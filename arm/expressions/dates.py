"""The date functions."""

import functools
import operator
import re
import uuid
from datetime import UTC as UTC_ZONE
from datetime import date, datetime

from arm.errors import ExpressionError
from arm.expressions import cultures, dateformat, dateparse, zones
from arm.expressions.moments import (
    MAXIMUM_TICKS,
    TICKS_PER_DAY,
    TICKS_PER_SECOND,
    UNSPECIFIED,
    UTC,
    Moment,
    days_before,
)
from arm.expressions.table import function
from arm.expressions.values import int32

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 7 * 86_400}
_MONTHS = {"month": 1, "year": 12}
# The engine reads a unit as .NET reads an enumeration: by name, by number, or as several names put together.
_UNITS = {"second": 1, "minute": 2, "hour": 3, "day": 4, "week": 5, "month": 6, "year": 7}
_GUIDS = {"n": "{0.hex}", "d": "{0}", "b": "{{{0}}}", "p": "({0})"}


def _moment(name: str, text: str) -> Moment:
    found = dateparse.parse(text)
    if found is None:
        raise ExpressionError(f"'{name}' can't read the date '{text[:60]}'", hint="write it as ISO 8601 has it")
    return found


def _written(moment: Moment, form: str | None) -> str:
    return dateformat.write(moment) if form is None else dateformat.write(moment, form)


def _now() -> Moment:
    since = datetime.now(UTC_ZONE).replace(tzinfo=None) - datetime.min
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return Moment(10 * microseconds, UTC)


def _later(name: str, moment: Moment, seconds: int) -> Moment:
    return _at(name, moment, moment.ticks + seconds * TICKS_PER_SECOND)


def _at(name: str, moment: Moment, ticks: int) -> Moment:
    if not 0 <= ticks <= MAXIMUM_TICKS:
        raise ExpressionError(f"'{name}' leaves the calendar, which goes from year 1 to 9999")
    return Moment(ticks, moment.kind)


def _months_later(name: str, moment: Moment, months: int) -> Moment:
    """The same day of another month, its last one where that month is shorter."""
    day = moment.date
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return _at(name, moment, -1)
    last = date(year + month // 11, (month + 1) % 12 + 1, 1) if (year, month) != (9999, 11) else None
    length = 31 if last is None else (last - date(year, month + 1, 1)).days
    shifted = days_before(date(year, month + 1, min(day.day, length)))
    return Moment(shifted * TICKS_PER_DAY + moment.ticks % TICKS_PER_DAY, moment.kind)


def _shifted(name: str, moment: Moment, interval: int, unit: str) -> Moment:
    """`moment` some units later; units are Second, Minute, Hour, Day, Week, Month and Year in any case."""
    interval = int32(interval)
    known = _unit(unit)
    if known in _SECONDS:
        return _later(name, moment, interval * _SECONDS[known])
    if known in _MONTHS:
        return _months_later(name, moment, interval * _MONTHS[known])
    raise ExpressionError(
        f"'{name}' doesn't know the time unit '{unit}'", hint="Second, Minute, Hour, Day, Week, Month, Year"
    )


def _unit(text: str) -> str:
    """The unit's name in lower case; "" for what is none."""
    written = text.strip()
    if re.fullmatch(r"[+-]?[0-9]{1,9}", written):
        number = int(written)
    else:
        numbers = [_UNITS.get(part.strip().lower(), 0) for part in written.split(",")]
        number = functools.reduce(operator.or_, numbers) if all(numbers) else 0
    return next((name for name, value in _UNITS.items() if value == number), "")


@function("addDays(timestamp: string, days: integer, format?: string)", "date")
def add_days(timestamp: str, days: int, form: str | None = None) -> str:
    """The timestamp so many days later."""
    return _written(_later("addDays", _moment("addDays", timestamp), days * 86_400), form)


@function("addHours(timestamp: string, hours: integer, format?: string)", "date")
def add_hours(timestamp: str, hours: int, form: str | None = None) -> str:
    """The timestamp so many hours later."""
    return _written(_later("addHours", _moment("addHours", timestamp), hours * 3600), form)


@function("addMinutes(timestamp: string, minutes: integer, format?: string)", "date")
def add_minutes(timestamp: str, minutes: int, form: str | None = None) -> str:
    """The timestamp so many minutes later."""
    return _written(_later("addMinutes", _moment("addMinutes", timestamp), minutes * 60), form)


@function("addSeconds(timestamp: string, seconds: integer, format?: string)", "date")
def add_seconds(timestamp: str, seconds: int, form: str | None = None) -> str:
    """The timestamp so many seconds later."""
    return _written(_later("addSeconds", _moment("addSeconds", timestamp), seconds), form)


@function("addToTime(timestamp: string, interval: integer, timeUnit: string, format?: string)", "date")
def add_to_time(timestamp: str, interval: int, unit: str, form: str | None = None) -> str:
    """The timestamp so many units (Second to Year) later."""
    return _written(_shifted("addToTime", _moment("addToTime", timestamp), interval, unit), form)


@function("subtractFromTime(timestamp: string, interval: integer, timeUnit: string, format?: string)", "date")
def subtract_from_time(timestamp: str, interval: int, unit: str, form: str | None = None) -> str:
    """The timestamp so many units (Second to Year) earlier."""
    return _written(
        _shifted("subtractFromTime", _moment("subtractFromTime", timestamp), -int32(interval), unit), form
    )


@function("getFutureTime(interval: integer, timeUnit: string, format?: string)", "date")
def get_future_time(interval: int, unit: str, form: str | None = None) -> str:
    """The time now and so many units."""
    return _written(_shifted("getFutureTime", _now(), interval, unit), form)


@function("getPastTime(interval: integer, timeUnit: string, format?: string)", "date")
def get_past_time(interval: int, unit: str, form: str | None = None) -> str:
    """The time so many units ago."""
    return _written(_shifted("getPastTime", _now(), -int32(interval), unit), form)


@function("convertFromUtc(timestamp: string, destinationTimeZone: string, format?: string)", "date")
def convert_from_utc(timestamp: str, destination: str, form: str | None = None) -> str:
    """A UTC timestamp (it must end in Z) in another time zone."""
    zone = zones.named("convertFromUtc", destination)
    moment = _moment("convertFromUtc", timestamp)
    if moment.kind != UTC:
        raise ExpressionError(f"'convertFromUtc' expects a UTC timestamp, which ends in Z, not '{timestamp[:60]}'")
    return _written(zones.from_utc(moment, zone), form)


@function("convertToUtc(timestamp: string, sourceTimeZone: string, format?: string)", "date")
def convert_to_utc(timestamp: str, source: str, form: str | None = None) -> str:
    """A timestamp of another time zone in UTC."""
    zone = zones.named("convertToUtc", source)
    return _written(zones.to_utc("convertToUtc", _moment("convertToUtc", timestamp), zone), form)


@function(
    "convertTimeZone(timestamp: string, sourceTimeZone: string, destinationTimeZone: string, format?: string)", "date"
)
def convert_time_zone(timestamp: str, source: str, destination: str, form: str | None = None) -> str:
    """A timestamp of one time zone in another; the source zone yields to a Z or an offset of the timestamp."""
    source_zone = zones.named("convertTimeZone", source)
    destination_zone = zones.named("convertTimeZone", destination)
    moment = _moment("convertTimeZone", timestamp)
    if moment.kind == UNSPECIFIED:
        moment = zones.to_utc("convertTimeZone", moment, source_zone)
    return _written(zones.from_utc(moment, destination_zone), form)


@function("dayOfMonth(timestamp: string)", "date")
def day_of_month(timestamp: str) -> int:
    """1 to 31."""
    return _moment("dayOfMonth", timestamp).date.day


@function("dayOfWeek(timestamp: string)", "date")
def day_of_week(timestamp: str) -> int:
    """0 for Sunday to 6 for Saturday."""
    return _moment("dayOfWeek", timestamp).date.isoweekday() % 7


@function("dayOfYear(timestamp: string)", "date")
def day_of_year(timestamp: str) -> int:
    """1 to 366."""
    return _moment("dayOfYear", timestamp).date.timetuple().tm_yday


@function("formatDateTime(timestamp: string, format?: string, culture?: string)", "date")
def format_date_time(timestamp: str, form: str | None = None, culture: str | None = None) -> str:
    """The timestamp in another format, in the words of a culture (American English without one)."""
    moment = _moment("formatDateTime", timestamp)
    if form is None or culture is None:
        return _written(moment, form)
    return dateformat.write(moment, form, cultures.named(culture))


@function("startOfDay(timestamp: string, format?: string)", "date")
def start_of_day(timestamp: str, form: str | None = None) -> str:
    """Midnight before the timestamp."""
    return _start("startOfDay", timestamp, TICKS_PER_DAY, form)


@function("startOfHour(timestamp: string, format?: string)", "date")
def start_of_hour(timestamp: str, form: str | None = None) -> str:
    """The full hour before the timestamp."""
    return _start("startOfHour", timestamp, 3600 * TICKS_PER_SECOND, form)


@function("startOfMonth(timestamp: string, format?: string)", "date")
def start_of_month(timestamp: str, form: str | None = None) -> str:
    """Midnight before the first day of the timestamp's month."""
    moment = _moment("startOfMonth", timestamp)
    first = days_before(moment.date.replace(day=1)) * TICKS_PER_DAY
    return _written(Moment(first, moment.kind), form)


def _start(name: str, timestamp: str, unit: int, form: str | None) -> str:
    moment = _moment(name, timestamp)
    return _written(Moment(moment.ticks - moment.ticks % unit, moment.kind), form)


@function("ticks(timestamp: string)", "date")
def ticks(timestamp: str) -> int:
    """The 100-nanosecond intervals since the first of January of year 1."""
    return _moment("ticks", timestamp).ticks


@function("utcNow(format?: string)", "date")
def utc_now(form: str | None = None) -> str:
    """The time now."""
    return _written(_now(), form)


@function("guid(format?: string)", "string")
def guid(form: str = "D") -> str:
    """A new globally unique identifier, in the format N, D, B, P or X."""
    value = uuid.uuid4()
    if form.lower() in _GUIDS:
        return _GUIDS[form.lower()].format(value)
    if form.lower() != "x":
        raise ExpressionError(f"'guid' doesn't know the format '{form}'", hint="N, D, B, P or X")
    tail = ",".join(f"0x{byte:02x}" for byte in value.bytes[8:])
    return f"{{0x{value.time_low:08x},0x{value.time_mid:04x},0x{value.time_hi_version:04x},{{{tail}}}}}"
