"""Pipeline runs, through Azure's own SDK: started, watched, cancelled, kept."""

import time

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from tests.local.runs import activities, activity, pause, until, window

COPY = {
    "activities": [
        {
            "name": "Copy",
            "type": "Copy",
            "inputs": [{"referenceName": "source", "type": "DatasetReference"}],
            "outputs": [{"referenceName": "sink", "type": "DatasetReference"}],
            "typeProperties": {"source": {"type": "BinarySource"}, "sink": {"type": "BinarySink"}},
        },
        {
            "name": "Note",
            "type": "DatabricksNotebook",
            "dependsOn": [{"activity": "Copy", "dependencyConditions": ["Succeeded"]}],
            "linkedServiceName": {"referenceName": "databricks", "type": "LinkedServiceReference"},
            "typeProperties": {"notebookPath": "/Shared/n", "baseParameters": {"file": "a.csv"}},
        },
    ]
}
NOTEBOOK = """# Databricks notebook source
dbutils.widgets.text("file", "")
name = dbutils.widgets.get("file")
dbutils.notebook.exit(open("/dbfs/mnt/work/" + name).read())
"""


def wait_pipeline(seconds):
    """A pipeline that waits."""
    return {"activities": [pause(seconds)]}


def put_pipeline(local, properties, name="p"):
    """Put a pipeline into factory `f`."""
    local.factory.pipelines.create_or_update("rg", "f", name, {"properties": properties})


def wait(local, run_id, status=("Succeeded", "Failed", "Cancelled")):
    """The run, once it has one of these statuses."""
    until(local, run_id, *status)
    return local.factory.pipeline_runs.get("rg", "f", run_id)


def dataset(container, file):
    """A Binary dataset of one blob."""
    location = {"type": "AzureBlobStorageLocation", "container": container, "fileName": file}
    return {
        "type": "Binary",
        "linkedServiceName": {"referenceName": "blobs", "type": "LinkedServiceReference"},
        "typeProperties": {"location": location},
    }


def test_a_deployed_pipeline_copies_and_runs_its_notebook(local, template, resource):
    """Deployed by ARM, run by Data Factory's client: Copy moves the blob, the notebook reads it from its mount."""
    local.with_factory()
    blob = {"type": "AzureBlobStorage", "typeProperties": {"serviceEndpoint": "https://acct.blob.core.windows.net/"}}
    local.deploy(
        template(
            resource("linkedServices/blobs", blob),
            resource("linkedServices/databricks", {"type": "AzureDatabricks", "typeProperties": {"domain": "x"}}),
            resource("datasets/source", dataset("raw", "a.csv"), "linkedServices/blobs"),
            resource("datasets/sink", dataset("work", "a.csv"), "linkedServices/blobs"),
            resource("pipelines/p", COPY, "datasets/source", "datasets/sink", "linkedServices/databricks"),
        )
    )
    for name in ("raw", "work"):
        local.blobs("acct").create_container(name)
    local.blobs("acct").get_container_client("raw").upload_blob("a.csv", b"1,2,3")
    local.request("PUT", "/local/mounts", {"/mnt/work": {"account": "acct", "container": "work"}})
    local.azure.workspace.write("/Shared/n", "PYTHON", NOTEBOOK.encode(), overwrite=False)

    run_id = local.factory.pipelines.create_run("rg", "f", "p").run_id
    run = wait(local, run_id)
    assert (run.status, run.message, run.pipeline_name) == ("Succeeded", "", "p")
    assert run.duration_in_ms > 0 and run.run_end > run.run_start
    copied, noted = activities(local, run_id)
    assert [(each["activityName"], each["status"]) for each in (copied, noted)] == [
        ("Copy", "Succeeded"), ("Note", "Succeeded"),
    ]  # fmt: skip
    assert noted["output"]["runOutput"] == "1,2,3"
    assert noted["pipelineRunId"] == run_id and noted["error"]["target"] == "Note"
    assert local.blobs("acct").get_container_client("work").download_blob("a.csv").readall() == b"1,2,3"


def test_parameters_are_checked_when_the_run_is_started(local):
    """A missing or unknown parameter is refused; given ones are told as texts, secure ones masked."""
    local.with_factory()
    declared = {"n": {"type": "int"}, "key": {"type": "securestring", "defaultValue": "x"}}
    put_pipeline(local, {**wait_pipeline(0), "parameters": declared})
    for parameters in ({}, {"n": 1, "nope": 2}, {"n": "no number"}):
        with pytest.raises(HttpResponseError) as caught:
            local.factory.pipelines.create_run("rg", "f", "p", parameters)
        assert (caught.value.status_code, caught.value.error.code) == (400, "BadRequest")
    run_id = local.factory.pipelines.create_run("rg", "f", "p", {"n": 7, "key": "pl4nted"}).run_id
    assert wait(local, run_id).parameters == {"n": "7", "key": "**********"}
    assert not [path for path in local.state.rglob("*") if path.is_file() and b"pl4nted" in path.read_bytes()]


def test_a_failed_activity_fails_the_run(local):
    """The run's message names the activity, whose own run has the error."""
    local.with_factory()
    fail = {"name": "x", "type": "Fail", "typeProperties": {"message": "because", "errorCode": "500"}}
    put_pipeline(local, {"activities": [fail]})
    run_id = local.factory.pipelines.create_run("rg", "f", "p").run_id
    run = wait(local, run_id)
    assert run.status == "Failed" and "x" in run.message and "because" in run.message
    (activity,) = activities(local, run_id)
    assert (activity["error"]["errorCode"], activity["error"]["message"]) == ("500", "because")


def test_a_run_is_cancelled(local):
    """It ends as Cancelled; a run that has ended can't be cancelled."""
    local.with_factory()
    put_pipeline(local, wait_pipeline(60))
    run_id = local.factory.pipelines.create_run("rg", "f", "p").run_id
    wait(local, run_id, ("InProgress",))
    local.factory.pipeline_runs.cancel("rg", "f", run_id)
    assert wait(local, run_id).status == "Cancelled"
    with pytest.raises(HttpResponseError):
        local.factory.pipeline_runs.cancel("rg", "f", run_id)


def test_runs_are_found_by_filters(local):
    """By pipeline and status, in a time window, in the order that is asked for."""
    local.with_factory()
    for name in ("a", "b"):
        put_pipeline(local, wait_pipeline(0), name)
    ids = [local.factory.pipelines.create_run("rg", "f", name).run_id for name in ("a", "b", "a")]
    for each in ids:
        wait(local, each)
    query = local.factory.pipeline_runs.query_by_factory

    def find(**more):
        return [each.run_id for each in query("rg", "f", {**window(), **more}).value]

    by_start = {"orderBy": [{"orderBy": "RunStart", "order": "ASC"}]}
    assert find(**by_start) == ids
    only_a = {"filters": [{"operand": "PipelineName", "operator": "Equals", "values": ["a"]}]}
    assert find(**by_start, **only_a) == [ids[0], ids[2]]
    assert find(filters=[{"operand": "Status", "operator": "NotIn", "values": ["Succeeded"]}]) == []
    past = {"lastUpdatedAfter": "2001-01-01T00:00:00Z", "lastUpdatedBefore": "2001-01-02T00:00:00Z"}
    assert find(**past) == []
    with pytest.raises(HttpResponseError):
        find(filters=[{"operand": "Nope", "operator": "Equals", "values": []}])


def test_many_activity_runs_come_in_pages(local):
    """More than 100 take a continuation token, and none is lost or doubled."""
    local.with_factory()
    waits = [{"name": f"w{n:03}", "type": "Wait", "typeProperties": {"waitTimeInSeconds": 0}} for n in range(115)]
    put_pipeline(local, {"activities": waits})
    run_id = local.factory.pipelines.create_run("rg", "f", "p").run_id
    assert wait(local, run_id).status == "Succeeded"
    names = [each["activityName"] for each in activities(local, run_id)]
    assert sorted(names) == [each["name"] for each in waits]
    only = activities(local, run_id, filters=[{"operand": "ActivityName", "operator": "Equals", "values": ["w007"]}])
    assert [each["activityName"] for each in only] == ["w007"]


def test_what_is_not_there_is_told(local):
    """A pipeline or a run that isn't there is 404."""
    local.with_factory()
    with pytest.raises(ResourceNotFoundError):
        local.factory.pipelines.create_run("rg", "f", "nope")
    with pytest.raises(ResourceNotFoundError):
        local.factory.pipeline_runs.get("rg", "f", "nope")
    with pytest.raises(ResourceNotFoundError):
        local.factory.activity_runs.query_by_pipeline_run("rg", "f", "nope", window())


def test_a_run_that_was_cut_off_counts_as_failed(start_local):
    """After a kill in the middle the run is there, failed, and so is the activity that was running."""
    local = start_local().with_factory()
    put_pipeline(local, wait_pipeline(60))
    run_id = local.factory.pipelines.create_run("rg", "f", "p").run_id
    wait(local, run_id, ("InProgress",))
    time.sleep(1)  # longer than a run's changes wait before they are written
    again = start_local()
    found = again.factory.pipeline_runs.get("rg", "f", run_id)
    assert (found.status, found.message) == ("Failed", "Local Azure ended in the middle of this run.")
    assert [each["status"] for each in activities(again, run_id)] in ([], ["Failed"])


def test_a_thousand_iterations_are_run_and_told_in_ten_seconds(local):
    """A loop over a body of three activities, each activity run recorded, and all of them read over HTTP."""
    local.with_factory()
    body = [
        activity("Set", "SetVariable", variableName="v", value="@string(item())"),
        activity("Wait", "Wait", ["Set"], waitTimeInSeconds=0),
        activity("Note", "AppendVariable", ["Wait"], variableName="notes", value="@concat('n', item())"),
    ]
    loop = activity("Each", "ForEach", items={"value": "@range(0, 1000)", "type": "Expression"}, activities=body)
    variables = {"v": {"type": "String"}, "notes": {"type": "Array"}}
    put_pipeline(local, {"activities": [loop], "variables": variables})
    started = time.monotonic()
    run_id = local.factory.pipelines.create_run("rg", "f", "p").run_id
    assert wait(local, run_id).status == "Succeeded"
    found = activities(local, run_id)
    seconds = time.monotonic() - started
    print(f"1,000 iterations of three activities, run and read over HTTP: {seconds:.1f} s")
    assert len(found) == 3001
    assert seconds < 10
