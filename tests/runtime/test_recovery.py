"""Reruns: what keeps its outcome, and what runs anew."""

import pytest

from arm.runtime import Earlier, Recovery
from arm.runtime.model import Status


def step(name, kind="Script", after=(), condition="Succeeded", **properties):
    """An activity after others."""
    depends = [{"activity": other, "dependencyConditions": [condition]} for other in after]
    return {"name": name, "type": kind, "dependsOn": depends, "typeProperties": properties}


def container(name, *activities, after=()):
    """A ForEach over two items."""
    return step(name, "ForEach", after, items="@createArray(0, 1)", isSequential=True, activities=list(activities))


def variable(name, value, after=()):
    """Sets the variable v."""
    return step(name, "SetVariable", after, variableName="v", value=value)


def flattened(run):
    """The run's activities and its children's."""
    return [*run.activities, *(each for child in run.children for each in flattened(child))]


def rerun(azure, activities, failing, *, start="", **factory):
    """A run in which these fail, then the rerun in which all succeed: the paths that ran anew, and the rerun."""
    names = factory.pop("answered")
    azure.settings["answers"] = {
        name: {"error": {"message": "no"}} if name in failing else {"output": {"time": 1}} for name in names
    }
    variables = {"variables": {"v": {"type": "String"}}}
    first = azure.run(activities, pipeline=variables, **factory)
    assert first.status == "Failed"
    kept = [each for each in flattened(first) if not each.secure_output]
    earlier = {each.path: Earlier(each.status, each.output, each.error) for each in kept}
    azure.settings["answers"] = {name: {"output": {"time": 2}} for name in names}
    again = azure.run(activities, pipeline=variables, recovery=Recovery(earlier, start), **factory)
    anew = [each.path for each in flattened(again) if each.output.get("time") == 2]
    return anew, again


@pytest.mark.parametrize(
    ("failing", "start", "anew"),
    [
        ({"B"}, "", ["B", "C"]),
        ({"C"}, "", ["C"]),
        ({"C"}, "B", ["B", "C"]),
        ({"C"}, "A", ["A", "B", "C"]),
    ],
)
def test_a_rerun_starts_at_what_failed_or_at_an_activity(azure, failing, start, anew):
    """What lies before keeps what it gave back; what depends on it runs anew."""
    steps = [step("A"), step("Beside"), step("B", after=["A"]), step("C", after=["B"])]
    found, again = rerun(azure, steps, failing, start=start, answered=["A", "Beside", "B", "C"])
    assert (found, again.status) == (anew, "Succeeded")
    assert len(again.activities) == 4


def test_variables_are_set_again(azure):
    """They aren't kept by a run; they see what the activities before them gave back then."""
    steps = [step("A"), variable("V", "@string(activity('A').output.time)", ["A"]), step("B", after=["V"])]
    anew, again = rerun(azure, steps, {"B"}, answered=["A", "B"])
    assert (anew, again.variables) == (["B"], {"v": "1"})


def test_what_depends_on_a_rerun_activity_runs_anew(azure):
    """Even if it succeeded: it was made from what is no longer true."""
    steps = [step("A"), step("Log", after=["A"], condition="Completed"), step("B", after=["A"])]
    anew, _ = rerun(azure, steps, {"A"}, answered=["A", "Log", "B"])
    assert anew == ["A", "Log", "B"]


def test_a_loop_loops_and_its_inside_keeps_what_it_came_to(azure):
    """Item by item, what succeeded inside isn't run again."""
    answers = [{"output": {"time": 1}}, {"error": {"message": "no"}}]
    azure.settings["answers"] = {"In": answers, "After": {"output": {"time": 1}}}
    loop = [container("Each", step("In")), step("After", after=["Each"])]
    first = azure.run(loop)
    assert [(each.path, each.status) for each in first.activities] == [
        ("Each", "Failed"), ("Each[0]/In", "Succeeded"), ("Each[1]/In", "Failed"), ("After", "Skipped"),
    ]  # fmt: skip
    earlier = {each.path: Earlier(each.status, each.output, each.error) for each in first.activities}
    azure.settings["answers"] = {"In": {"output": {"time": 2}}, "After": {"output": {"time": 2}}}
    again = azure.run(loop, recovery=Recovery(earlier))
    assert [(each.path, each.output.get("time")) for each in again.activities if each.name != "Each"] == [
        ("Each[0]/In", 1), ("Each[1]/In", 2), ("After", 2),
    ]  # fmt: skip


def test_a_child_pipeline_keeps_what_it_came_to(azure):
    """It is a run of its own again, in which only what failed runs anew."""
    call = step("Call", "ExecutePipeline", pipeline={"referenceName": "child", "type": "PipelineReference"})
    child = {"child": {"activities": [step("A"), step("B", after=["A"])]}}
    anew, again = rerun(azure, [call], {"B"}, answered=["A", "B"], pipelines=child)
    assert (anew, again.status, again.children[0].status) == (["Call/B"], "Succeeded", "Succeeded")


def test_a_handled_failure_stays_handled_when_started_behind_it(azure):
    """Started from an activity, even what failed before it keeps what it came to."""
    steps = [step("A"), step("Handle", after=["A"], condition="Failed"), step("B", after=["Handle"]), step("C")]
    anew, again = rerun(azure, steps, {"A", "C"}, start="B", answered=["A", "Handle", "B", "C"])
    assert anew == ["B"]
    assert {each.name: each.status for each in again.activities} == {
        "A": Status.FAILED, "Handle": Status.SUCCEEDED, "B": Status.SUCCEEDED, "C": Status.FAILED,
    }  # fmt: skip


def test_a_secure_output_is_made_again(azure):
    """It stands nowhere, so that nothing could be taken over."""
    secret = {**step("A", scripts="x"), "policy": {"secureOutput": True}}
    anew, again = rerun(azure, [secret, step("B", after=["A"])], {"B"}, answered=["A", "B"])
    assert (anew, again.status) == (["B"], "Succeeded")
    assert again.activities[0].input == {"scripts": "x"}
