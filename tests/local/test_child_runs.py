"""Runs that other runs started, through Azure's own SDK: told, grouped, cancelled, queued."""

import pytest

from tests.local.runs import activities, activity, call, pause, put, query, start, until


@pytest.fixture
def factory(local):
    """A factory whose pipeline `p` calls `child`, which waits for as long as its parameter says."""
    local.with_factory()
    wait = activity("w", "Wait", waitTimeInSeconds="@pipeline().parameters.seconds")
    put(local, "child", wait, parameters={"seconds": {"type": "int"}}, annotations=["inner"])
    return local


def test_a_child_is_a_run_of_its_own(factory):
    """It is invoked by its caller's activity, in the group of the first run, and has its own activity runs."""
    put(factory, "p", call("child", seconds=0))
    run_id = start(factory)
    assert until(factory, run_id)["status"] == "Succeeded"
    (called,) = activities(factory, run_id)
    parent, child = query(factory, RunGroupId=run_id)
    assert (parent["runId"], parent["invokedBy"]["invokedByType"]) == (run_id, "Manual")
    assert child["invokedBy"] == {
        "id": called["activityRunId"],
        "name": "Call",
        "invokedByType": "PipelineActivity",
        "pipelineName": "p",
        "pipelineRunId": run_id,
    }
    assert (child["pipelineName"], child["status"], child["parameters"]) == ("child", "Succeeded", {"seconds": "0"})
    assert (child["annotations"], child["runId"]) == (["inner"], called["output"]["pipelineRunId"])
    assert [each["activityName"] for each in activities(factory, child["runId"])] == ["w"]


def test_a_child_can_be_watched_while_it_runs(factory):
    """Its caller's activity names it from the start, and both are in progress."""
    put(factory, "p", call("child", seconds=30))
    run_id = start(factory)
    for _ in range(500):
        called = activities(factory, run_id)
        if called and called[0]["output"]:
            break
    child = until(factory, called[0]["output"]["pipelineRunId"], "InProgress")
    assert (called[0]["status"], child["runEnd"], child["runGroupId"]) == ("InProgress", None, run_id)
    factory.factory.pipeline_runs.cancel("rg", "f", run_id, is_recursive=True)
    assert [until(factory, each)["status"] for each in (run_id, child["runId"])] == ["Cancelled", "Cancelled"]


@pytest.mark.parametrize(("recursive", "ends"), [(True, "Cancelled"), (False, "Succeeded")])
def test_a_cancelled_run_takes_its_children_along_if_asked_to(factory, recursive, ends):
    """isRecursive says so; without it the child goes on."""
    put(factory, "p", call("child", seconds=1), pause(30))
    run_id = start(factory)
    until(factory, run_id, "InProgress")
    while not (children := query(factory, PipelineName="child", Status="InProgress")):
        pass
    factory.factory.pipeline_runs.cancel("rg", "f", run_id, is_recursive=recursive)
    assert until(factory, run_id)["status"] == "Cancelled"
    assert until(factory, children[0]["runId"])["status"] == ends


def test_a_child_can_be_cancelled_alone(factory):
    """The activity that called it fails, and with it the caller."""
    put(factory, "p", call("child", seconds=30))
    run_id = start(factory)
    while not (children := query(factory, PipelineName="child", Status="InProgress")):
        pass
    factory.factory.pipeline_runs.cancel("rg", "f", children[0]["runId"])
    run = until(factory, run_id)
    assert (run["status"], run["message"]) == ("Failed", "Operation on target Call failed: the run was cancelled")


def test_runs_beyond_the_concurrency_of_a_pipeline_are_queued(factory):
    """One after the other, whoever started them; a queued run can be cancelled."""
    put(factory, "p", pause(0.5), concurrency=1)
    first, second, third = (start(factory) for _ in range(3))
    until(factory, first, "InProgress")
    assert [until(factory, each, "Queued")["status"] for each in (second, third)] == ["Queued", "Queued"]
    factory.factory.pipeline_runs.cancel("rg", "f", second)
    ends = [until(factory, each) for each in (first, second, third)]
    assert [each["status"] for each in ends] == ["Succeeded", "Cancelled", "Succeeded"]
    assert activities(factory, third)[0]["activityRunStart"] >= ends[0]["runEnd"]
