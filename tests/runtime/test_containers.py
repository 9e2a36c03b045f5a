"""What containers must not do: hide what can't be run, swallow the watcher's errors, or take long."""

import itertools
import threading
import time

import pytest

from arm.runtime import duration_ms


def container(kind, activities):
    """A container of a type around activities, begun with its branch, case or item."""
    properties = {
        "ForEach": {"items": {"value": "@range(0,3)", "type": "Expression"}, "activities": activities},
        "IfCondition": {"expression": {"value": "@bool(1)", "type": "Expression"}, "ifTrueActivities": activities},
        "Switch": {"on": "a", "cases": [{"value": "a", "activities": activities}]},
        "Until": {"expression": {"value": "@bool(1)", "type": "Expression"}, "activities": activities},
    }
    return {"name": "Outer", "type": kind, "typeProperties": properties[kind]}


CONTAINERS = ["ForEach", "IfCondition", "Switch", "Until"]
UNKNOWN = {"name": "Hive", "type": "HDInsightHive", "typeProperties": {}}
WAIT = {"name": "W", "type": "Wait", "typeProperties": {"waitTimeInSeconds": 60}}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_type_that_cant_run_ends_the_run_from_inside_of_a_container(azure, kind):
    """Neither a handler of the container's failure nor other items make it a success."""
    catch = {**WAIT, "name": "Catch", "dependsOn": [{"activity": "Outer", "dependencyConditions": ["Failed"]}]}
    run = azure.run([container(kind, [UNKNOWN]), catch])
    assert run.status == "Failed"
    assert run.message.startswith("activity 'Hive' is of type HDInsightHive, which can't be run here")
    assert "Catch" not in [entry.name for entry in run.activities]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_the_watchers_error_comes_out_of_a_container(azure, kind):
    """What `changed` raises is nobody's failed activity."""

    def changed(run):
        if any(entry.name == "W" for entry in run.activities):
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        azure.run([container(kind, [WAIT])], changed=changed)


@pytest.mark.parametrize("kind", CONTAINERS)
def test_an_activity_run_says_which_container_run_it_is_in(azure, kind):
    """Containers nest by the ids of their activity runs; the pipeline's own activities are in none."""
    middle = {**container("IfCondition", [{**WAIT, "typeProperties": {"waitTimeInSeconds": 0}}]), "name": "Middle"}
    run = azure.run([container(kind, [middle])])
    ids = {entry.id: entry for entry in run.activities}
    for entry in run.activities:
        outside = ids[entry.container].name if entry.container else ""
        assert outside == {"Outer": "", "Middle": "Outer", "W": "Middle"}[entry.name]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_cancelling_ends_what_is_inside_of_a_container(azure, kind):
    """Container and activity end as Cancelled, and so does the run."""
    cancelled = threading.Event()
    run = azure.run(
        [container(kind, [WAIT])],
        changed=lambda run: run.activities and run.activities[-1].status == "InProgress" and cancelled.set(),
        cancelled=cancelled,
    )
    assert run.status == "Cancelled"
    assert {entry.status for entry in run.activities} == {"Cancelled"}
    assert duration_ms(run) < 10_000


@pytest.mark.parametrize("wait", [True, False])
def test_cancelling_ends_the_children_too(azure, wait):
    """Whether they are waited for or not, nothing of a cancelled run goes on."""
    cancelled = threading.Event()
    call = {"pipeline": {"referenceName": "child", "type": "PipelineReference"}, "waitOnCompletion": wait}
    run = azure.run(
        [{"name": "Call", "type": "ExecutePipeline", "typeProperties": call}, WAIT],
        pipelines={"child": {"activities": [WAIT]}},
        changed=lambda run: run.caller and run.activities and cancelled.set(),
        cancelled=cancelled,
    )
    assert (run.status, run.children[0].status) == ("Cancelled", "Cancelled")


def test_a_loop_that_never_waits_can_be_cancelled(azure):
    """An Until whose turns take no time doesn't lock the run up."""
    cancelled = threading.Event()
    forever = container("Until", [])
    forever["typeProperties"]["expression"]["value"] = "@bool(0)"
    threading.Timer(0.3, cancelled.set).start()
    assert azure.run([forever], cancelled=cancelled).status == "Cancelled"


def test_a_thousand_items_of_three_activities_are_quick(azure, record_property):
    """Far less than ten seconds beyond what the activities wait themselves."""
    inside = [
        {"name": "Note", "type": "AppendVariable", "typeProperties": {"variableName": "seen", "value": "@item()"}},
        {"name": "Wait", "type": "Wait", "typeProperties": {"waitTimeInSeconds": 0}},
        {"name": "Last", "type": "SetVariable", "typeProperties": {"variableName": "last", "value": "@{item()}"}},
    ]
    for before, after in itertools.pairwise(inside):
        after["dependsOn"] = [{"activity": before["name"], "dependencyConditions": ["Succeeded"]}]
    loop = container("ForEach", inside)
    loop["typeProperties"]["items"]["value"] = "@range(0,1000)"
    variables = {"seen": {"type": "Array"}, "last": {"type": "String"}}
    start = time.perf_counter()
    run = azure.run([loop], pipeline={"variables": variables})
    seconds = time.perf_counter() - start
    print(f"1,000 iterations of three activities: {seconds:.2f} s")
    record_property("seconds", seconds)
    assert run.message == ""
    assert sorted(run.variables["seen"]) == list(range(1000))
    assert len(run.activities) == 3001
    assert seconds < 10
