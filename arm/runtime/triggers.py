"""What a trigger starts when it fires: pipelines, their parameters evaluated by what it fired for."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from arm.errors import UsageError
from arm.runtime.model import Json, written
from arm.runtime.scope import evaluate_json


@dataclass(frozen=True)
class Start:
    """One run to be started; `trigger` is what `run_pipeline` takes by that name."""

    pipeline: str
    parameters: Json
    trigger: Json


def starts(name: str, properties: Json, time: datetime, outputs: Mapping[str, Any] | None = None) -> list[Start]:
    """The runs that a trigger starts when it fires at `time` (with its zone).

    `outputs` is what it fired for: windowStartTime and windowEndTime of a tumbling window (by default those of the
    last one that has ended), `body` of an event. UsageError for a trigger that needs one and has none;
    ExpressionError for parameters that can't be evaluated.
    What `@trigger()` shows: https://learn.microsoft.com/azure/data-factory/control-flow-system-variables.
    """
    kind = str(properties.get("type"))
    if kind == "TumblingWindowTrigger" and not outputs:
        outputs = last_window(name, properties.get("typeProperties") or {}, time)
    _check(name, kind, outputs or {})
    moment = written(time)
    seen = {"name": name, "scheduledTime": moment, "startTime": moment, "outputs": dict(outputs or {})}
    told = {"name": name, "type": kind, "time": moment}
    return [
        Start(
            (entry.get("pipelineReference") or {}).get("referenceName", ""),
            evaluate_json(entry.get("parameters") or {}, {"trigger": seen}),
            told,
        )
        for entry in _pipelines(properties)
    ]


def last_window(name: str, properties: Json, time: datetime) -> Json:
    """The last window of a tumbling window trigger that has ended by `time`. UsageError if none has.

    https://learn.microsoft.com/azure/data-factory/how-to-create-tumbling-window-trigger
    """
    frequency, interval = properties.get("frequency"), properties.get("interval")
    step = {"Minute": timedelta(minutes=1), "Hour": timedelta(hours=1)}.get(str(frequency))
    if not isinstance(interval, int) or interval < 1 or not (step or frequency == "Month"):
        raise UsageError(f"trigger '{name}' has no windows: frequency {frequency}, interval {interval}")
    start = _moment(name, properties.get("startTime"))
    if step:
        whole = (time - start) // (step * interval)
        end = start + step * interval * whole
        begin = end - step * interval
    else:
        months = (time.year - start.year) * 12 + time.month - start.month
        whole = months // interval
        whole -= _months_after(start, whole * interval) > time
        end, begin = _months_after(start, whole * interval), _months_after(start, (whole - 1) * interval)
    if whole < 1:
        raise UsageError(f"trigger '{name}' has no window yet that has ended: it starts at {start.isoformat()}")
    return {"windowStartTime": _written(begin), "windowEndTime": _written(end)}


def _moment(name: str, text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise UsageError(f"trigger '{name}' has no readable startTime: {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _months_after(start: datetime, months: int) -> datetime:
    """The same day some months later, or the month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check(name: str, kind: str, outputs: Mapping[str, Any]) -> None:
    needed = {
        "TumblingWindowTrigger": ("windowStartTime", "windowEndTime"),
        "BlobEventsTrigger": ("body",),
        "CustomEventsTrigger": ("body",),
    }
    if missing := [each for each in needed.get(kind, ()) if each not in outputs]:
        raise UsageError(f"trigger '{name}' is a {kind}: it can't fire without {' and '.join(missing)}")


def _pipelines(properties: Json) -> Iterator[Json]:
    """A tumbling window has one pipeline, every other trigger a list of them."""
    if single := properties.get("pipeline"):
        yield single
    yield from properties.get("pipelines") or ()
