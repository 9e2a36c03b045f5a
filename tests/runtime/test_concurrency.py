"""Pipelines that limit their concurrency, and runs that are cancelled one by one."""

import threading
from queue import SimpleQueue

import pytest

from arm.runtime import Cancellation


def wait(seconds, name="W"):
    """A Wait activity."""
    return {"name": name, "type": "Wait", "typeProperties": {"waitTimeInSeconds": seconds}}


def call(wait_for_it=True, name="Call"):
    """An ExecutePipeline activity."""
    pipeline = {"referenceName": "child", "type": "PipelineReference"}
    properties = {"pipeline": pipeline, "waitOnCompletion": wait_for_it}
    return {"name": name, "type": "ExecutePipeline", "typeProperties": properties}


def test_runs_beyond_the_concurrency_are_queued(azure):
    """Five children of a pipeline that takes two at a time: never more go on, and the others are Queued."""
    seen = []

    def changed(run):
        if run.caller:
            seen.append([str(child.status) for child in run.caller.children])

    loop = {"items": "@range(0, 5)", "activities": [call()]}
    run = azure.run(
        [{"name": "Each", "type": "ForEach", "typeProperties": loop}],
        pipelines={"child": {"concurrency": 2, "activities": [wait(0.05)]}},
        changed=changed,
    )
    assert (run.status, [child.status for child in run.children]) == ("Succeeded", ["Succeeded"] * 5)
    assert max(statuses.count("InProgress") for statuses in seen) == 2
    assert ["InProgress", "InProgress", "Queued", "Queued", "Queued"] in seen


def test_a_queued_run_can_be_cancelled(azure):
    """It leaves the queue, and those behind it get their turn."""
    asked = SimpleQueue()

    def changed(run):
        children = run.caller.children if run.caller else []
        if [str(child.status) for child in children] == ["InProgress", "Queued", "Queued"]:
            asked.put(Cancellation(children[1].id))

    run = azure.run(
        [call(name=name) for name in "ABC"],
        pipelines={"child": {"concurrency": 1, "activities": [wait(0.3)]}},
        changed=changed,
        asked=asked,
    )
    assert [child.status for child in run.children] == ["Succeeded", "Cancelled", "Succeeded"]
    assert run.message == "Operation on target B failed: the run was cancelled"


@pytest.mark.parametrize("limit", [0, "two", True])
def test_a_concurrency_that_is_no_number_ends_the_run(azure, limit):
    """What Azure wouldn't have saved is told in one line."""
    run = azure.run([wait(0)], pipeline={"concurrency": limit})
    assert run.message == f"the concurrency of pipeline 'a-pipeline' is no number from 1 on: {limit!r}"


@pytest.mark.parametrize(("recursive", "child"), [(True, "Cancelled"), (False, "Succeeded")])
@pytest.mark.parametrize("waits", [True, False])
def test_a_cancelled_run_takes_its_children_along_if_asked_to(azure, recursive, child, waits):
    """Recursively or not, as the REST API has it: without it the child goes on by itself."""
    asked, once = SimpleQueue(), threading.Event()

    def changed(run):
        if run.caller and run.activities and not once.is_set():
            once.set()
            asked.put(Cancellation("run-1", recursive))

    run = azure.run(
        [call(waits), wait(30)],
        pipelines={"child": {"activities": [wait(0.4)]}},
        changed=changed,
        asked=asked,
    )
    assert (run.status, run.children[0].status) == ("Cancelled", child)


def test_a_child_is_cancelled_with_the_loop_that_times_out_around_it(azure):
    """Nothing of it goes on behind an activity that says it has ended."""
    until = {"expression": "@equals(1, 2)", "timeout": "0.00:00:01", "activities": [call()]}
    run = azure.run(
        [{"name": "U", "type": "Until", "typeProperties": until}],
        pipelines={"child": {"activities": [wait(30)]}},
    )
    assert (run.status, run.children[0].status) == ("Failed", "Cancelled")
