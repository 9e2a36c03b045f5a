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
        ("a", {"at": "2026-01-02T03:04:05+00:00", "n": 1}),
        ("b", {}),
    ]
    assert found[0].trigger == {"name": "daily", "type": "ScheduleTrigger", "time": "2026-01-02T03:04:05+00:00"}


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
    with pytest.raises(UsageError, match=f"trigger 't' is a {kind}: it can't fire without"):
        starts("t", trigger, NOW)
