"""The hours, minutes and days of a schedule exist."""

from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context, triggers
from arm.rules.item import Item, mapping
from arm.rules.rule import Problem, rule
from arm.rules.triggers.schedule_is_valid import entries, schedule_of

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_RANGES = {"minutes": (0, 59), "hours": (0, 23)}
_OCCURRENCES = (-5, 5)
_OF = {"weekDays": "Week", "monthDays": "Month", "monthlyOccurrences": "Month"}


@rule(
    Severity.ERROR,
    "In a `schedule`, minutes are 0 to 59, hours 0 to 23, week days English names, days of a month 1 to 31 or, from "
    "its end, -1 to -31, and occurrences -5 to 5 but not 0. Week days are for the frequency Week, days and "
    "occurrences for Month.",
    over=triggers,
    link="https://learn.microsoft.com/azure/data-factory/how-to-create-schedule-trigger#schema-overview",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Values that no clock or calendar has."""
    schedule = schedule_of(item) if item.kind == "ScheduleTrigger" else {}
    frequency = mapping(item.type_properties.get("recurrence")).get("frequency")
    for key, wanted in _OF.items():
        if schedule.get(key) and isinstance(frequency, str) and frequency.casefold() != wanted.casefold():
            told = f"{key} are for the frequency {wanted}, not {frequency}"
            yield item.problem(told, ("properties", "typeProperties", "recurrence", "schedule", key))
    for key, (first, last) in _RANGES.items():
        for path, value in entries(schedule, key):
            if not _is_number(value) or not first <= value <= last:
                yield item.problem(f"{value!r} is not one of the {key} ({first} to {last})", path)
    for path, value in entries(schedule, "weekDays"):
        if not _is_day(value):
            yield item.problem(f"{value!r} is no day of the week", path)
    for path, value in entries(schedule, "monthDays"):
        if not _is_number(value) or not 1 <= abs(value) <= 31:
            yield item.problem(f"{value!r} is no day of a month (1 to 31, or -1 to -31)", path)
    for path, value in entries(schedule, "monthlyOccurrences"):
        number = mapping(value).get("occurrence", 1)
        if not _is_day(mapping(value).get("day")):
            yield item.problem("the occurrence names no day of the week", (*path, "day"))
        elif not _is_number(number) or not _OCCURRENCES[0] <= number <= _OCCURRENCES[1] or number == 0:
            told = f"{number!r} is no occurrence in a month (1 to 5, or -1 to -5)"
            yield item.problem(told, (*path, "occurrence"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and value.casefold() in {day.casefold() for day in _DAYS}
