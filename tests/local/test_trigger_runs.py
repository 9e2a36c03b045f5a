"""Triggers that are fired by hand, and what tells of it."""

from tests.local.runs import activity, put, until, window
from tests.local.test_reruns import SETTINGS

FACTORY = SETTINGS.rpartition("/")[0]
SET = activity(
    "Set", "SetVariable", variableName="v", value="@concat(pipeline().TriggerName, pipeline().TriggerType)"
)


def with_trigger(local, kind, **properties):
    """A factory whose trigger `t` starts the pipeline `p` with its parameter `x` evaluated."""
    local.with_factory()
    put(local, "p", SET, parameters={"x": {"type": "string"}}, variables={"v": {"type": "String"}})
    properties = {"type": kind, **properties}
    local.factory.triggers.create_or_update("rg", "f", "t", {"properties": properties})


def reference(expression):
    """The reference to `p` in a trigger."""
    return {"pipelineReference": {"referenceName": "p", "type": "PipelineReference"}, "parameters": {"x": expression}}


def fire(local, outputs=None):
    """Fire the trigger: status and body."""
    status, _, body = local.request("POST", f"{FACTORY}/triggers/t/fire", {"outputs": outputs or {}})
    return status, body


def trigger_runs(local, **more):
    """What the client finds of trigger runs."""
    return local.factory.trigger_runs.query_by_factory("rg", "f", {**window(), **more}).as_dict()["value"]


def test_a_trigger_fired_by_hand_starts_its_pipeline(local):
    """With its parameters; the run is invoked by it, sees its name and type, and the trigger run names the run."""
    with_trigger(local, "ScheduleTrigger", pipelines=[reference("@trigger().scheduledTime")])
    status, fired = fire(local)
    run = until(local, fired["triggeredPipelines"]["p"])
    assert (status, run["status"]) == (200, "Succeeded")
    assert run["parameters"]["x"][:16] == fired["triggerRunTimestamp"][:16]
    by = {"id": fired["triggerRunId"], "name": "t", "invokedByType": "ScheduleTrigger"}
    assert {key: run["invokedBy"][key] for key in by} == by
    found = local.factory.activity_runs.query_by_pipeline_run("rg", "f", run["runId"], window()).as_dict()["value"]
    assert found[0]["output"]["value"] == "tScheduleTrigger"
    assert [each["triggerRunId"] for each in trigger_runs(local)] == [fired["triggerRunId"]]
    other = [{"operand": "TriggerName", "operator": "Equals", "values": ["u"]}]
    assert trigger_runs(local, filters=other) == []


def test_an_event_is_told_to_the_pipeline(local):
    """What the trigger fires for is given with it; without that it is refused."""
    with_trigger(local, "BlobEventsTrigger", pipelines=[reference("@triggerBody().fileName")])
    status, fired = fire(local, {"body": {"fileName": "a.csv", "folderPath": "raw"}})
    assert (status, until(local, fired["triggeredPipelines"]["p"])["parameters"]) == (200, {"x": "a.csv"})
    status, refused = fire(local)
    assert (status, refused["error"]["message"]) == (
        400, "trigger 't' is a BlobEventsTrigger: it can't fire without body",
    )  # fmt: skip


def test_a_pipeline_that_cant_be_started_fails_the_trigger_run(local):
    """It says why, and is kept."""
    with_trigger(local, "ScheduleTrigger", pipelines=[{**reference(""), "parameters": {}}])
    _, fired = fire(local)
    assert (fired["status"], fired["triggeredPipelines"]) == ("Failed", {})
    assert "parameter 'x' of pipeline 'p' has no default and was given no value" in fired["message"]
    assert trigger_runs(local)[0]["status"] == "Failed"


def test_a_trigger_that_isnt_there_is_told(local):
    """As any resource of a factory."""
    local.with_factory()
    assert fire(local)[0] == 404
