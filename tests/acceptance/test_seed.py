"""The seed factory, from its sources to a checked result, by the commands that people and agents type."""

import json
import os
import re
import signal
import sys
import time
from xml.etree import ElementTree

import pandas as pd
import pytest

AZURE = {
    "AZURE_SUBSCRIPTION_ID": "11111111-2222-3333-4444-555555555555",
    "AZURE_TENANT_ID": "22222222-2222-2222-2222-222222222222",
    "AML_CLIENT_ID": "33333333-2222-3333-4444-555555555555",
    "DATABRICKS_HOST": "https://adb-1.azuredatabricks.net",
    "DATABRICKS_CLUSTER_ID": "0101-000000-abc",
}


def test_a_check_runs_the_pipeline_and_judges_the_data(deployed):
    """check.json holds the verdict, each activity with status and duration, and the expectations."""
    done = deployed.invoke("check", "--env", "local")
    assert done.returncode == 0, done.stderr
    assert "check of local: Succeeded" in done.stdout
    verdict = deployed.result("check.json")
    assert verdict["status"] == "Succeeded"
    assert verdict["run"]["status"] == "Succeeded"
    activities = {row["name"]: row for row in verdict["run"]["activities"]}
    assert {"PrepareData", "ML Execute Pipeline"} <= activities.keys()
    assert {row["status"] for row in activities.values()} == {"Succeeded"}
    assert activities["PrepareData"]["seconds"] > 0
    assert len(verdict["findings"]) >= 5
    suites = ElementTree.fromstring((deployed.folder / "build" / "local" / "check.junit.xml").read_bytes())
    cases = {case.get("name"): case for case in suites.iter("testcase")}
    assert {"PrepareData", "schema", "drift"} <= cases.keys()
    assert (suites.get("failures"), suites.get("tests")) == ("0", str(len(cases)))
    assert all(finding["passed"] for finding in verdict["findings"])
    data = deployed.folder / verdict["data"]
    assert len(pd.read_parquet(data)) == 400
    assert verdict["data"] in done.stdout


def test_a_proxy_is_not_asked_for_local_azure(deployed):
    """Behind a company's proxy, what is meant for this machine stays on it."""
    proxy = "http://127.0.0.1:9"
    variables = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"), proxy)
    done = deployed.invoke("deploy", "--env", "local", **variables, no_proxy="", NO_PROXY="")
    assert done.returncode == 0, done.stderr


def test_json_is_the_only_thing_on_stdout(deployed):
    """A program reads the result; progress goes elsewhere."""
    done = deployed.invoke("run", "--env", "local", "--json")
    assert json.loads(done.stdout)["status"] == "Succeeded"
    assert "pipeline data-ingestion-pipeline" in done.stderr


def test_a_plan_names_what_differs(deployed):
    """What is as it should be is told apart from what differs, with the place."""
    before = {item["resource"]: item["action"] for item in _plan(deployed)["items"]}
    assert before["pipelines/data-ingestion-pipeline"] == "unchanged"
    assert before["globalparameters/default"] == "unchanged"
    pipeline = "adf/pipeline/data-ingestion-pipeline.json"
    deployed.edit(pipeline, '"timeout": "0.01:00:00"', '"timeout": "0.03:00:00"')
    items = {item["resource"]: item for item in _plan(deployed)["items"]}
    deployed.edit(pipeline, '"timeout": "0.03:00:00"', '"timeout": "0.01:00:00"')
    changed = items["pipelines/data-ingestion-pipeline"]
    assert (changed["action"], changed["reason"]) == ("change", "differs at /activities/0/policy/timeout")


def _plan(workspace):
    done = workspace.invoke("plan", "--env", "local", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("spoil", "expectation"),
    [
        (lambda raw: raw.drop(columns="ps_ind_03"), "schema"),
        (lambda raw: raw.assign(target=7), "label_values"),
    ],
    ids=["column-dropped", "labels-of-7"],
)
def test_spoiled_data_fails_the_check_by_name(deployed, spoil, expectation):
    """The expectation that failed is named, and the exit code says so."""
    raw = deployed.storage / "raw" / "driver_prediction_train.csv"
    spoil(pd.read_csv(raw)).to_csv(raw, index=False)
    try:
        done = deployed.invoke("check", "--env", "local")
    finally:
        deployed.generate()
    assert done.returncode == 1
    assert f"FAILED  {expectation}" in done.stdout
    assert "check of local: Failed" in done.stdout
    failed = [finding["name"] for finding in deployed.result("check.json")["findings"] if not finding["passed"]]
    assert expectation in failed
    assert "Traceback" not in done.stdout + done.stderr


def test_a_notebook_that_raises_shows_its_own_last_line_and_cell(deployed):
    """The reader sees where in the notebook it broke, not where in the tooling."""
    notebook = "notebooks/prepare_data.py"
    deployed.edit(notebook, "prepared = prepare(raw)", 'prepared = prepare(raw.rename(columns={"id": 1 / 0}))')
    try:
        deployed.invoke("deploy", "--env", "local", "--part", "notebooks")
        done = deployed.invoke("check", "--env", "local")
    finally:
        deployed.edit(notebook, 'raw.rename(columns={"id": 1 / 0})', "raw")
        deployed.invoke("deploy", "--env", "local", "--part", "notebooks")
    assert done.returncode == 1
    assert "ZeroDivisionError: division by zero" in done.stdout
    assert "prepare_data" in done.stdout
    assert "cell" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_missing_raw_file_fails_the_run_with_its_name(workspace):
    """The copy says which blob it didn't find."""
    assert workspace.invoke("deploy", "--env", "local").returncode == 0
    done = workspace.invoke("run", "--env", "local")
    assert done.returncode == 1
    assert "driver_prediction_train.csv" in done.stdout


def test_an_unknown_environment_lists_those_there_are(deployed):
    """Exit code 2, one line, no traceback."""
    done = deployed.invoke("deploy", "--env", "nope")
    assert done.returncode == 2
    assert done.stderr.strip() == 'error: there is no environment "nope" — environments: dev, local, prod, qa, uat'


def test_an_unset_variable_is_named(deployed):
    """Exit code 2 and the variable's name, before anything is sent."""
    variables = dict.fromkeys(AZURE, "")
    done = deployed.invoke("deploy", "--env", "uat", **variables)
    assert done.returncode == 2
    assert "is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_local_azure_stopped_in_mid_deployment_is_the_other_sides_failure(workspace):
    """Exit code 3 and one line, whatever the SDK raised."""
    assert workspace.invoke("local.start").returncode == 0
    workspace.set_dials({"deployment": {"polls": 100_000}})
    running = workspace.start("deploy", "--env", "local", "--part", "factory")
    _wait_for(lambda: _deployment_asked_for(workspace))
    os.kill(workspace.connection()["pid"], signal.SIGTERM)
    _, stderr = running.communicate(timeout=120)
    assert running.returncode == 3, stderr
    assert "Traceback" not in stderr
    assert stderr.strip().splitlines()[-1].startswith("error: ")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console, not to one process")
def test_an_interrupted_deployment_exits_130_and_says_so(workspace):
    """Ctrl-C is not an error to be explained, and no traceback."""
    assert workspace.invoke("local.start").returncode == 0
    workspace.set_dials({"deployment": {"polls": 100_000}})
    running = workspace.start("deploy", "--env", "local", "--part", "factory")
    _wait_for(lambda: _deployment_asked_for(workspace))
    running.send_signal(signal.SIGINT)
    _, stderr = running.communicate(timeout=60)
    assert running.returncode == 130, stderr
    assert stderr.strip().splitlines()[-1] == "interrupted"
    assert "Traceback" not in stderr


def _deployment_asked_for(workspace):
    import urllib.request

    found = workspace.connection()
    headers = {"Authorization": f"Bearer {found['token']}"}
    request = urllib.request.Request(f"{found['url']}/local/requests", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return re.search(r"/deployments/adfops-local-\d{17}-", answer.read().decode("utf-8"))


def _wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


def test_a_secret_stands_nowhere(workspace):
    """A planted secret is in no file under build/ and in no output."""
    planted = "pl4nted-s3cret-value"
    parameters = '"parameters": {\n    "AzureMLService_servicePrincipalKey": "${AML_KEY}",'
    workspace.edit("parameter-overrides/local.json", '"parameters": {', parameters)
    workspace.generate()
    said = ""
    for task in ("patch", "plan", "deploy", "check"):
        done = workspace.invoke(task, "--env", "local", AML_KEY=planted)
        assert done.returncode == 0, done.stderr
        said += done.stdout + done.stderr
    found = [path for path in (workspace.folder / "build").rglob("*") if path.is_file()]
    assert planted not in said
    assert [path for path in found if planted.encode() in path.read_bytes()] == []
    assert "${AML_KEY}" in (workspace.folder / "build/local/ARMTemplateParametersForFactory.json").read_text("utf-8")


def test_a_failure_that_quotes_a_secret_is_told_without_it(workspace):
    """Azure's messages may repeat a value; what is printed doesn't."""
    planted = "pl4nted-s3cret-value"
    parameters = '"parameters": {\n    "AzureMLService_servicePrincipalKey": "${AML_KEY}",'
    workspace.edit("parameter-overrides/local.json", '"parameters": {', parameters)
    assert workspace.invoke("local.start").returncode == 0
    workspace.set_dials({"deployment": {"fail_at": 1, "status": 400, "message": f"the value '{planted}' is wrong"}})
    done = workspace.invoke("deploy", "--env", "local", AML_KEY=planted)
    assert done.returncode == 3
    assert "the value '**********' is wrong" in done.stderr
    assert planted not in done.stdout + done.stderr


def test_state_survives_a_restart(deployed):
    """What was deployed is there after Local Azure was stopped and started again."""
    assert deployed.invoke("local.stop").returncode == 0
    done = deployed.invoke("run", "--env", "local")
    assert done.returncode == 0, done.stdout + done.stderr


def test_artifacts_are_deployed_as_they_are(workspace, tmp_path):
    """--from takes CI's artifacts; the checkout's own sources and notebooks don't count then."""
    assert workspace.invoke("export", "--out", "artifacts/adf-pipelines").returncode == 0
    (workspace.folder / "notebooks").rename(workspace.folder / "artifacts" / "di-notebooks")
    (workspace.folder / "adf").rename(workspace.folder / "elsewhere")
    done = workspace.invoke("deploy", "--env", "local", "--from", "artifacts")
    assert done.returncode == 0, done.stderr
    workspace.generate()
    assert workspace.invoke("check", "--env", "local").returncode == 0


@pytest.mark.parametrize("environment", ["dev", "qa", "uat", "prod"])
def test_every_environment_gives_every_parameter_a_value(deployed, environment):
    """Each environment's parameter file supplies what the template declares, secrets by reference."""
    done = deployed.invoke("patch", "--env", environment, **AZURE)
    assert done.returncode == 0, done.stderr
    template = deployed.result("ARMTemplateForFactory.json", environment)
    entries = deployed.result("ARMTemplateParametersForFactory.json", environment)["parameters"]
    assert entries.keys() == template["parameters"].keys()
    assert entries["AzureMLService_servicePrincipalKey"].keys() == {"reference"}
    assert "${" not in json.dumps(entries)
