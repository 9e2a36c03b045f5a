"""A tumbling window trigger has windows that Azure can make."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, triggers
from arm.rules.item import Item, listing, mapping
from arm.rules.moment import moment, span
from arm.rules.rule import Path, Problem, rule

_ROOT: Path = ("properties", "typeProperties")
_SHORTEST = {"minute": 5, "hour": 1, "month": 1}
_FREQUENCIES = ("Minute", "Hour", "Month")
_MOST_DEPENDENCIES = 5


@rule(
    Severity.ERROR,
    "A TumblingWindowTrigger has frequency Minute (interval at least 5), Hour or Month, a start that can be read, "
    "`maxConcurrency` 1 to 50, a `delay` that isn't negative, and a `retryPolicy` with whole numbers, its interval "
    "30 seconds or more. It depends on 5 triggers of tumbling windows at most; one gives a window that is "
    "not negative; on itself it looks back.",
    over=triggers,
    link="https://learn.microsoft.com/azure/data-factory/how-to-create-tumbling-window-trigger",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """What is missing, can't be read or is out of range."""
    if item.kind != "TumblingWindowTrigger":
        return
    inside = item.type_properties
    yield from _frequency(item, inside)
    yield from _times(item, inside)
    if "maxConcurrency" not in inside:
        yield item.problem("the trigger has no maxConcurrency", _ROOT)
    elif not _within(inside["maxConcurrency"], 1, 50):
        yield item.problem(f"{inside['maxConcurrency']!r} is no maxConcurrency (1 to 50)", (*_ROOT, "maxConcurrency"))
    retry = mapping(inside.get("retryPolicy"))
    if "count" in retry and not _within(_number(retry["count"]), 0, 2**31):
        yield item.problem(f"{retry['count']!r} is no number of retries", (*_ROOT, "retryPolicy", "count"))
    if "intervalInSeconds" in retry and not _within(retry["intervalInSeconds"], 30, 86_400):
        told = f"{retry['intervalInSeconds']!r} is no retry interval (30 to 86,400 seconds)"
        yield item.problem(told, (*_ROOT, "retryPolicy", "intervalInSeconds"))
    yield from _dependencies(context, item, inside)


def _frequency(item: Item, inside: dict[str, Any]) -> Iterator[Problem]:
    frequency, interval = inside.get("frequency"), inside.get("interval")
    if frequency is None:
        yield item.problem("the trigger has no frequency", _ROOT)
    elif not isinstance(frequency, str) or frequency.casefold() not in _SHORTEST:
        told = f"{frequency!r} is no frequency of windows: {did_you_mean(str(frequency), _FREQUENCIES)}"
        yield item.problem(told, (*_ROOT, "frequency"))
    if interval is None:
        yield item.problem("the trigger has no interval", _ROOT)
        return
    shortest = _SHORTEST.get(str(frequency).casefold(), 1)
    if not _within(interval, shortest, 2**31):
        yield item.problem(f"{interval!r} is no interval ({shortest} or more)", (*_ROOT, "interval"))


def _times(item: Item, inside: dict[str, Any]) -> Iterator[Problem]:
    if inside.get("startTime") is None:
        yield item.problem("the trigger has no startTime", _ROOT)
    start, end = moment(inside.get("startTime")), moment(inside.get("endTime"))
    for key, found in (("startTime", start), ("endTime", end)):
        if inside.get(key) is not None and found is None:
            yield item.problem(f"{inside[key]!r} can't be read as a date and time", (*_ROOT, key))
    if start is not None and end is not None and end <= start:
        yield item.problem("the trigger ends before it starts", (*_ROOT, "endTime"))
    delay = span(inside.get("delay", "00:00:00"))
    if delay is None or delay < timedelta(0):
        yield item.problem(f"{inside['delay']!r} is no delay (d.hh:mm:ss, not negative)", (*_ROOT, "delay"))


def _dependencies(context: Context, item: Item, inside: dict[str, Any]) -> Iterator[Problem]:
    if len(listing(inside.get("dependsOn"))) > _MOST_DEPENDENCIES:
        told = f"the trigger waits for more than {_MOST_DEPENDENCIES} others"
        yield item.problem(told, (*_ROOT, "dependsOn"))
    for number, entry in enumerate(listing(inside.get("dependsOn"))):
        path = (*_ROOT, "dependsOn", number)
        for key in ("offset", "size"):
            if key in mapping(entry) and span(entry[key]) is None:
                yield item.problem(f"{entry[key]!r} is no time (d.hh:mm:ss)", (*path, key))
        name = mapping(mapping(entry).get("referenceTrigger")).get("referenceName")
        awaited = context.find("triggers", name) if isinstance(name, str) else None
        if awaited is not None and awaited.kind not in ("", "TumblingWindowTrigger"):
            told = f'"{name}" is a {awaited.kind}: only triggers of tumbling windows can be waited for'
            yield item.problem(told, (*path, "referenceTrigger", "referenceName"))
        size = span(mapping(entry).get("size"))
        if size is not None and size <= timedelta(0):
            yield item.problem("the window that is waited for has no length", (*path, "size"))
        offset = span(mapping(entry).get("offset"))
        if str(mapping(entry).get("type")).startswith("Self") and (offset is None or offset >= timedelta(0)):
            yield item.problem("a trigger that waits for itself has an offset below zero", (*path, "offset"))


def _within(value: Any, first: int, last: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and first <= value <= last


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value
