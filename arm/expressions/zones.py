"""Time zones by their Windows names, as Azure writes them, or by their IANA names."""

from datetime import UTC as UTC_ZONE
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from arm.errors import ExpressionError
from arm.expressions.moments import LOCAL, MAXIMUM_TICKS, TICKS_PER_DAY, TICKS_PER_SECOND, UNSPECIFIED, UTC, Moment


@lru_cache(maxsize=1)
def _windows_names() -> dict[str, str]:
    """The IANA zone of each Windows name, in lower case."""
    from tzlocal.windows_tz import win_tz

    return {name.lower(): zone for name, zone in win_tz.items()}


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, str]:
    from zoneinfo import available_timezones

    return {name.lower(): name for name in available_timezones()}


def named(function: str, name: str) -> tzinfo:
    """The zone called so, whatever the case; ExpressionError if there is none."""
    zone = _zone(name)
    if zone is None:
        raise ExpressionError(
            f"'{function}' doesn't know the time zone '{name}'", hint="such as 'W. Europe Standard Time'"
        )
    return zone


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    known = name.lower()
    if known == "utc":
        return UTC_ZONE
    key = _windows_names().get(known) or _iana_names().get(known)
    return ZoneInfo(key) if key else None


def from_utc(moment: Moment, zone: tzinfo) -> Moment:
    """A UTC moment as the clocks of `zone` show it; its kind is UTC only in UTC itself."""
    if zone is UTC_ZONE:
        return Moment(moment.ticks, UTC)
    there = _naive(moment).replace(tzinfo=UTC_ZONE).astimezone(zone)
    return _shifted(moment, _offset(there), UNSPECIFIED)


def to_utc(function: str, moment: Moment, zone: tzinfo) -> Moment:
    """What the clocks of `zone` show as a UTC moment; ExpressionError where they show it twice or never."""
    if moment.kind == LOCAL or (moment.kind == UTC and zone is not UTC_ZONE):
        raise ExpressionError(
            f"'{function}' expects a timestamp without Z or offset, which contradicts its time zone"
        )
    if zone is UTC_ZONE:
        return Moment(moment.ticks, UTC)
    here = _naive(moment).replace(tzinfo=zone)
    if here.utcoffset() != here.replace(fold=1).utcoffset():
        raise ExpressionError(
            f"'{function}' can't tell the time: clocks in that zone were set at {here:%Y-%m-%d %H:%M}"
        )
    return _shifted(moment, -_offset(here), UTC)


def _naive(moment: Moment) -> datetime:
    """As Python's datetime, kept a day away from the calendar's ends, where its arithmetic fails."""
    ticks = min(max(moment.ticks, TICKS_PER_DAY), MAXIMUM_TICKS - TICKS_PER_DAY)
    return datetime.min + timedelta(microseconds=ticks // 10)


def _offset(local: datetime) -> timedelta:
    """The offset at a time, cut to whole minutes as .NET does: what it differs from the zone's standard is cut."""
    offset = local.utcoffset() or timedelta()
    if not offset.seconds % 60:
        return offset
    recent = (local.replace(year=2037, month=month, day=1, fold=0).utcoffset() or timedelta() for month in (1, 7))
    standard = min(recent)
    minutes = int((offset - standard).total_seconds() / 60)
    return standard + timedelta(minutes=minutes)


def _shifted(moment: Moment, offset: timedelta, kind: str) -> Moment:
    ticks = moment.ticks + round(offset.total_seconds()) * TICKS_PER_SECOND
    return Moment(min(max(ticks, 0), MAXIMUM_TICKS), kind)
