"""What a trigger starts when it fires."""

from datetime import UTC, datetime

import pytest

from arm.errors import UsageError
from arm.runtime import starts

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def reference(name, **parameters):
    """A pipeline that a trigger starts."""
    return {"pipelineReference": {"referenceName": name, "type": "PipelineReference"}, "parameters": parameters}


def test_a_schedule_starts_each_of_its_pipelines():
    """Parameters see the time it was scheduled for, runs the trigger's name and type."""
    trigger = {
        "type": "ScheduleTrigger",
        "pipelines": [reference("a", at="@trigger().scheduledTime", n=1), reference("b")],
    }
    found = starts("daily", trigger, NOW)
    assert [(each.pipeline, each.parameters) for each in found] == [
        ("a", {"at": "2026-01-02T03:04:05.0000000Z", "n": 1}),
        ("b", {}),
    ]
    assert found[0].trigger == {"name": "daily", "type": "ScheduleTrigger", "time": "2026-01-02T03:04:05.0000000Z"}


@pytest.mark.parametrize(
    ("kind", "expression", "outputs", "expected"),
    [
        (
            "TumblingWindowTrigger",
            "@trigger().outputs.windowStartTime",
            {"windowStartTime": "2026-01-01", "windowEndTime": "2026-01-02"},
            "2026-01-01",
        ),
        (
            "BlobEventsTrigger",
            "@triggerBody().fileName",
            {"body": {"fileName": "a.csv", "folderPath": "in"}},
            "a.csv",
        ),
        ("CustomEventsTrigger", "@triggerBody().event.data.x", {"body": {"event": {"data": {"x": 1}}}}, 1),
    ],
)
def test_a_trigger_fires_for_a_window_or_an_event(kind, expression, outputs, expected):
    """Parameters see what it fired for; without that it can't fire."""
    trigger = {"type": kind, "pipeline": reference("p", value=expression)}
    (found,) = starts("t", trigger, NOW, outputs)
    assert found.parameters == {"value": expected}
    if kind != "TumblingWindowTrigger":
        with pytest.raises(UsageError, match=f"trigger 't' is a {kind}: it can't fire without"):
            starts("t", trigger, NOW)


@pytest.mark.parametrize(
    ("frequency", "interval", "start", "window"),
    [
        ("Hour", 1, "2026-01-01T00:30:00Z", ("2026-01-02T01:30:00Z", "2026-01-02T02:30:00Z")),
        ("Hour", 24, "2026-01-01T00:00:00", ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")),
        ("Minute", 15, "2026-01-01T01:00:00+01:00", ("2026-01-02T02:45:00Z", "2026-01-02T03:00:00Z")),
        ("Month", 1, "2025-10-31T00:00:00Z", ("2025-11-30T00:00:00Z", "2025-12-31T00:00:00Z")),
        ("Month", 2, "2025-10-02T03:04:05Z", ("2025-10-02T03:04:05Z", "2025-12-02T03:04:05Z")),
        ("Hour", 24, "2026-01-01T12:00:00Z", None),
        ("Month", 1, "2026-01-01T00:00:00Z", None),
        ("Month", 1, "2027-06-01T00:00:00Z", None),
        ("Week", 1, "2026-01-01T00:00:00Z", None),
    ],
)
def test_a_tumbling_window_fires_for_the_last_one_that_has_ended(frequency, interval, start, window):
    """Counted from the trigger's start; before the first window has ended there is none to fire for."""
    properties = {"frequency": frequency, "interval": interval, "startTime": start}
    outputs = {"from": "@trigger().outputs.windowStartTime", "to": "@trigger().outputs.windowEndTime"}
    trigger = {"type": "TumblingWindowTrigger", "typeProperties": properties, "pipeline": reference("p", **outputs)}
    if window is None:
        with pytest.raises(UsageError, match="trigger 't' has no window"):
            starts("t", trigger, NOW)
        return
    (found,) = starts("t", trigger, NOW)
    assert found.parameters == dict(zip(("from", "to"), window, strict=True))
