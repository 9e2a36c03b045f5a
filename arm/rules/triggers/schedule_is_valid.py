"""A schedule trigger says when it fires in a way that Azure understands."""

from collections.abc import Iterator
from typing import Any

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, triggers
from arm.rules.item import Item, listing, mapping
from arm.rules.moment import is_time_zone, moment
from arm.rules.rule import Path, Problem, rule

_FREQUENCIES = ("Minute", "Hour", "Day", "Week", "Month")
_RECURRENCE: Path = ("properties", "typeProperties", "recurrence")
_MOST = 1000


@rule(
    Severity.ERROR,
    "A ScheduleTrigger has a `recurrence` with a known frequency, an interval of 1 to 1000, a start (and an end "
    "after it) that can be read, and a Windows time zone; with another than UTC the start has no Z (a warning).",
    over=triggers,
    link="https://learn.microsoft.com/azure/data-factory/how-to-create-schedule-trigger",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """What is missing in the recurrence, and what can't be read."""
    if item.kind != "ScheduleTrigger":
        return
    recurrence = item.type_properties.get("recurrence")
    if not isinstance(recurrence, dict):
        yield item.problem("a schedule trigger has a recurrence", _RECURRENCE)
        return
    yield from _frequency(item, recurrence)
    yield from _times(item, recurrence)
    zone = recurrence.get("timeZone")
    if zone is not None and not is_time_zone(zone):
        yield item.problem(f"{zone!r} is no time zone of Windows", (*_RECURRENCE, "timeZone"))


def _frequency(item: Item, recurrence: dict[str, Any]) -> Iterator[Problem]:
    frequency, interval = recurrence.get("frequency"), recurrence.get("interval", 1)
    if frequency is None:
        yield item.problem("the recurrence has no frequency", _RECURRENCE)
    elif not isinstance(frequency, str) or frequency.casefold() not in {one.casefold() for one in _FREQUENCIES}:
        told = f"{frequency!r} is no frequency: {did_you_mean(str(frequency), _FREQUENCIES)}"
        yield item.problem(told, (*_RECURRENCE, "frequency"))
    if "interval" not in recurrence:
        yield item.problem("the recurrence has no interval", _RECURRENCE)
    elif isinstance(interval, bool) or not isinstance(interval, int) or not 1 <= interval <= _MOST:
        yield item.problem(f"{interval!r} is no interval (1 to {_MOST})", (*_RECURRENCE, "interval"))


def _times(item: Item, recurrence: dict[str, Any]) -> Iterator[Problem]:
    if recurrence.get("startTime") is None:
        yield item.problem("the recurrence has no startTime", _RECURRENCE)
    start, end = moment(recurrence.get("startTime")), moment(recurrence.get("endTime"))
    for key, found in (("startTime", start), ("endTime", end)):
        if recurrence.get(key) is not None and found is None:
            yield item.problem(f"{recurrence[key]!r} can't be read as a date and time", (*_RECURRENCE, key))
    zone = recurrence.get("timeZone")
    in_utc = start is not None and str(recurrence["startTime"]).upper().endswith("Z")
    if in_utc and isinstance(zone, str) and zone.casefold() != "utc":
        told = f"the start is in UTC (Z), the time zone is {zone}: leave the Z out"
        yield item.problem(told, (*_RECURRENCE, "startTime"), Severity.WARNING)
    if start is not None and end is not None and end <= start:
        yield item.problem("the recurrence ends before it starts", (*_RECURRENCE, "endTime"))


def schedule_of(item: Item) -> dict[str, Any]:
    """The `schedule` of a schedule trigger, {} without one."""
    return mapping(mapping(item.type_properties.get("recurrence")).get("schedule"))


def entries(schedule: dict[str, Any], key: str) -> list[tuple[Path, Any]]:
    """The entries of a list in the schedule with their paths."""
    return [((*_RECURRENCE, "schedule", key, n), value) for n, value in enumerate(listing(schedule.get(key)))]
