"""What a trigger starts when it fires: pipelines, their parameters evaluated by what it fired for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from arm.errors import UsageError
from arm.runtime.model import Json
from arm.runtime.scope import evaluate_json


@dataclass(frozen=True)
class Start:
    """One run to be started; `trigger` is what `run_pipeline` takes by that name."""

    pipeline: str
    parameters: Json
    trigger: Json


def starts(name: str, properties: Json, time: datetime, outputs: Mapping[str, Any] | None = None) -> list[Start]:
    """The runs that a trigger starts when it fires at `time` (with its zone).

    `outputs` is what it fired for: windowStartTime and windowEndTime of a tumbling window, `body` of an event.
    UsageError for a trigger that needs one and has none; ExpressionError for parameters that can't be evaluated.
    What `@trigger()` shows: https://learn.microsoft.com/azure/data-factory/control-flow-system-variables.
    """
    kind = str(properties.get("type"))
    _check(name, kind, outputs or {})
    moment = time.isoformat()
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
