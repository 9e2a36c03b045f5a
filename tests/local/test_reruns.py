"""Runs that are started again, through Azure's own SDK."""

import pytest
from azure.core.exceptions import HttpResponseError

from tests.local.runs import activities, activity, call, put, query, start, until

SETTINGS = (
    "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg/providers/Microsoft.DataFactory"
    "/factories/f/localRunSettings"
)


def answer(local, **answers):
    """What activities answer from now on: a number as output, a text as the error's message."""
    given = {
        name: {"error": {"message": value}} if isinstance(value, str) else {"output": {"n": value}}
        for name, value in answers.items()
    }
    assert local.request("PUT", SETTINGS, {"answers": given})[0] == 200


@pytest.fixture
def failed(local):
    """A factory and a failed run of its pipeline `p`: A succeeded, B failed and C was skipped."""
    local.with_factory()
    steps = [activity("A", "Script"), activity("B", "Script", ["A"]), activity("C", "Script", ["B"])]
    put(local, "p", *steps, parameters={"n": {"type": "object"}, "key": {"type": "securestring"}})
    answer(local, A=1, B="no", C=1)
    run_id = start(local, parameters={"n": {"x": [1]}, "key": "pl4nted"})
    assert until(local, run_id)["status"] == "Failed"
    answer(local, A=2, B=2, C=2)
    return local, run_id


@pytest.mark.parametrize(
    ("options", "outputs"),
    [
        ({"is_recovery": True, "start_from_failure": True}, {"A": 1, "B": 2, "C": 2}),
        ({"is_recovery": True, "start_activity_name": "C"}, {"A": 1, "B": None, "C": None}),
        ({"is_recovery": True, "start_activity_name": "A"}, {"A": 2, "B": 2, "C": 2}),
        ({"is_recovery": True}, {"A": 2, "B": 2, "C": 2}),
        ({"start_from_failure": True}, {"A": 2, "B": 2, "C": 2}),
        ({}, {"A": 2, "B": 2, "C": 2}),
    ],
)
def test_a_rerun_takes_over_what_it_is_asked_to(failed, options, outputs):
    """In recovery mode from the failed activities, or from one; else from the start. Parameters are the same."""
    local, earlier = failed
    run_id = start(local, parameters={"key": "again"}, reference_pipeline_run_id=earlier, **options)
    run = until(local, run_id)
    assert run["parameters"] == {"n": '{"x": [1]}', "key": "**********"}
    assert {each["activityName"]: each["output"].get("n") for each in activities(local, run_id)} == outputs


def test_a_rerun_is_in_the_group_of_its_run(failed):
    """In recovery mode; only the last run of the group is the latest. Without it, it is a run like any other."""
    local, earlier = failed
    options = {"parameters": {"key": "x"}, "reference_pipeline_run_id": earlier}
    again, other = start(local, is_recovery=True, **options), start(local, **options)
    for each in (again, other):
        until(local, each)
    assert [each["runId"] for each in query(local, RunGroupId=earlier)] == [earlier, again]
    assert [each["runId"] for each in query(local, RunGroupId=earlier, LatestOnly="true")] == [again]
    assert [each["runId"] for each in query(local, RunGroupId=other)] == [other]


@pytest.mark.parametrize(
    ("pipeline", "options", "parameters", "told"),
    [
        ("q", {}, {"key": "x"}, "is one of the pipeline 'p'"),
        ("p", {"start_activity_name": "Z", "is_recovery": True}, {"key": "x"}, "has no activity 'Z' to start from"),
        ("p", {}, {}, "parameter 'key' of pipeline 'p' has no default and was given no value"),
    ],
)
def test_what_cant_be_run_again_is_refused(failed, pipeline, options, parameters, told):
    """Another pipeline's run, a start that isn't there, a secure parameter that nobody gives again."""
    local, earlier = failed
    put(local, "q")
    with pytest.raises(HttpResponseError, match=told):
        start(local, pipeline, parameters, reference_pipeline_run_id=earlier, **options)


def test_children_are_recovered_too(local):
    """What succeeded in a child isn't run again, although the child is a new run; also after a restart."""
    local.with_factory()
    put(local, "child", activity("A", "Script"), activity("B", "Script", ["A"]))
    put(local, "p", call("child"))
    answer(local, A=1, B="no")
    earlier = start(local)
    until(local, earlier)
    answer(local, A=2, B=2)
    run_id = start(local, reference_pipeline_run_id=earlier, is_recovery=True, start_from_failure=True)
    assert until(local, run_id)["status"] == "Succeeded"
    child = activities(local, run_id)[0]["output"]["pipelineRunId"]
    assert [each["output"]["n"] for each in activities(local, child)] == [1, 2]


def test_settings_are_refused_where_nobody_could_mean_them(local):
    """The shape is checked when they are put, names once a run is started."""
    local.with_factory()
    put(local, "p", activity("A", "Script"))
    for settings in ({"answer": {}}, {"answers": []}, {"allowedHosts": "x"}, {"allowedHosts": [1]}):
        assert local.request("PUT", SETTINGS, settings)[0] == 400
    answer(local, B=1)
    with pytest.raises(HttpResponseError, match="an answer is given for 'B', but there is no such activity"):
        start(local)
    local.request("PUT", SETTINGS, {})
    assert local.request("GET", SETTINGS)[2] == {"answers": {}, "allowedHosts": []}
