"""The workspace and notebook runs, through databricks-cli."""

import base64
import time

import pytest
import requests
from databricks_cli.runs.api import RunsApi
from databricks_cli.workspace.api import WorkspaceApi

NOTEBOOK = """# Databricks notebook source
dbutils.widgets.text("name", "nobody")
name = dbutils.widgets.get("name")

# COMMAND ----------

if name == "bad":
    raise ValueError("the name is bad")
dbutils.notebook.exit("hello " + name)
"""


@pytest.fixture
def workspace(local):
    """The workspace, by databricks-cli."""
    return WorkspaceApi(local.databricks)


def put(local, path, text=NOTEBOOK, overwrite=False, language="PYTHON"):
    """Import a notebook from text."""
    content = base64.b64encode(text.encode()).decode()
    WorkspaceApi(local.databricks).client.import_workspace(path, "SOURCE", language, content, overwrite)


def refused(caught):
    """The status and the body of what databricks-cli raised."""
    return caught.value.response.status_code, caught.value.response.json()["error_code"]


def test_a_folder_of_notebooks_goes_there_and_back(local, workspace, tmp_path):
    """databricks-cli imports a folder, lists it, exports it the same; the files lie in the workspace's folder."""
    source = tmp_path / "source"
    (source / "inner").mkdir(parents=True)
    (source / "one.py").write_text(NOTEBOOK, encoding="utf-8")
    (source / "inner" / "two.sql").write_text("select 1", encoding="utf-8")
    workspace.import_workspace_dir(str(source), "/Shared/di", overwrite=True, exclude_hidden_files=True)
    listed = {(each.path, each.object_type, each.language) for each in workspace.list_objects("/Shared/di")}
    assert listed == {("/Shared/di/inner", "DIRECTORY", None), ("/Shared/di/one", "NOTEBOOK", "PYTHON")}
    workspace.export_workspace_dir("/Shared/di", str(tmp_path / "back"), overwrite=False)
    for name in ("one.py", "inner/two.sql"):
        assert (tmp_path / "back" / name).read_text(encoding="utf-8") == (source / name).read_text(encoding="utf-8")
        assert (local.state / "workspace/Shared/di" / name).is_file()


def test_a_notebook_is_there_once(local, workspace):
    """Importing over it needs `overwrite`; in another language it replaces the first."""
    put(local, "/Shared/n")
    with pytest.raises(requests.HTTPError) as caught:
        put(local, "/Shared/n")
    assert refused(caught) == (400, "RESOURCE_ALREADY_EXISTS")
    put(local, "/Shared/n", "select 1", overwrite=True, language="SQL")
    assert workspace.get_status("/Shared/n").language == "SQL"
    assert [each.path for each in workspace.list_objects("/Shared")] == ["/Shared/n"]


def send(local, path, content, kind, overwrite=False):
    """Import an item of some format, without a language."""
    encoded = base64.b64encode(content).decode()
    WorkspaceApi(local.databricks).client.import_workspace(path, kind, None, encoded, overwrite)


def test_files_stand_beside_notebooks(local, workspace):
    """AUTO makes a notebook of source with its header, and a file of anything else; RAW always makes a file."""
    send(local, "/Shared/n.py", NOTEBOOK.encode(), "AUTO")
    send(local, "/Shared/plain.py", b"x = 1", "AUTO")
    send(local, "/Shared/data.json", b"{}", "AUTO")
    send(local, "/Shared/raw.py", NOTEBOOK.encode(), "RAW")
    listed = {(each.path, each.object_type, each.language) for each in workspace.list_objects("/Shared")}
    assert listed == {
        ("/Shared/n", "NOTEBOOK", "PYTHON"), ("/Shared/plain.py", "FILE", None),
        ("/Shared/data.json", "FILE", None), ("/Shared/raw.py", "FILE", None),
    }  # fmt: skip
    found = workspace.client.export_workspace("/Shared/data.json", "AUTO")
    assert (base64.b64decode(found["content"]), found["file_type"]) == (b"{}", "json")
    assert base64.b64decode(workspace.client.export_workspace("/Shared/n", "AUTO")["content"]) == NOTEBOOK.encode()
    status, _, body = local.request(
        "GET", "/api/2.0/workspace/export?path=/Shared/raw.py&format=AUTO&direct_download=true"
    )
    assert (status, body) == (200, NOTEBOOK.encode())
    workspace.delete("/Shared/data.json", False)
    with pytest.raises(requests.HTTPError) as caught:
        workspace.get_status("/Shared/data.json")
    assert refused(caught) == (404, "RESOURCE_DOES_NOT_EXIST")


def test_a_file_does_not_replace_a_notebook(local):
    """Not even with `overwrite`; and a file is no folder."""
    put(local, "/Shared/n")
    for send_it in (
        lambda: send(local, "/Shared/n", b"x", "RAW", overwrite=True),
        lambda: send(local, "/Shared/x", b"x", "HTML"),
        lambda: WorkspaceApi(local.databricks).client.export_workspace("/Shared", "AUTO"),
    ):
        with pytest.raises(requests.HTTPError) as caught:
            send_it()
        assert refused(caught) == (400, "INVALID_PARAMETER_VALUE")
    send(local, "/Shared/f", b"x", "RAW")
    send(local, "/Shared/f", b"y", "RAW", overwrite=True)
    with pytest.raises(requests.HTTPError) as caught:
        WorkspaceApi(local.databricks).mkdirs("/Shared/f/inner")
    assert refused(caught) == (400, "RESOURCE_ALREADY_EXISTS")


def test_the_folder_must_be_there(local, workspace):
    """A notebook isn't imported into a folder that isn't there."""
    with pytest.raises(requests.HTTPError) as caught:
        put(local, "/Shared/no/n")
    assert refused(caught) == (404, "RESOURCE_DOES_NOT_EXIST")
    workspace.mkdirs("/Shared/no")
    workspace.mkdirs("/Shared/no")
    put(local, "/Shared/no/n")


def test_deleting(local, workspace):
    """A folder that isn't empty needs `recursive`; what isn't there is told; the top folders stay."""
    workspace.mkdirs("/Shared/a/b")
    put(local, "/Shared/a/n")
    with pytest.raises(requests.HTTPError) as caught:
        workspace.delete("/Shared/a", False)
    assert refused(caught) == (400, "DIRECTORY_NOT_EMPTY")
    workspace.delete("/Shared/a/n", False)
    workspace.delete("/Shared/a", True)
    with pytest.raises(requests.HTTPError) as caught:
        workspace.get_status("/Shared/a")
    assert refused(caught) == (404, "RESOURCE_DOES_NOT_EXIST")
    with pytest.raises(requests.HTTPError):
        workspace.delete("/Shared", True)
    assert workspace.list_objects("/Shared") == []


def run(local, body, version="2.1"):
    """Submit a run and wait for its end; the run."""
    runs = RunsApi(local.databricks)
    return wait(runs, runs.submit_run(body, version=version)["run_id"])


def wait(runs, run_id):
    """The run, once it has ended."""
    for _ in range(600):
        found = runs.get_run(run_id)
        if found["state"]["life_cycle_state"] in ("TERMINATED", "INTERNAL_ERROR"):
            return found
        time.sleep(0.05)
    raise AssertionError(f"the run doesn't end: {found}")


def task(path, key="t", **parameters):
    """A notebook task."""
    notebook = {"notebook_path": path, "base_parameters": parameters}
    return {"task_key": key, "existing_cluster_id": "c", "notebook_task": notebook}


def test_a_notebook_runs_with_its_parameters(local):
    """The imported notebook really runs, and what it exits with is its output."""
    put(local, "/Shared/n")
    found = run(local, {"run_name": "r", **task("/Shared/n", name="Ada")}, version="2.0")
    assert found["state"]["result_state"] == "SUCCESS"
    output = RunsApi(local.databricks).get_run_output(found["run_id"])
    assert output["notebook_output"] == {"result": "hello Ada", "truncated": False}
    assert output["metadata"]["run_id"] == found["run_id"]


def test_a_notebook_that_raises_fails_its_run(local):
    """The run's message is the traceback's last line, with notebook and cell."""
    put(local, "/Shared/n")
    found = run(local, {"run_name": "r", "tasks": [task("/Shared/n", name="bad")]})
    assert found["state"]["result_state"] == "FAILED"
    (only,) = found["tasks"]
    output = RunsApi(local.databricks).get_run_output(only["run_id"])
    assert "ValueError: the name is bad" in output["error"]
    assert "/Shared/n" in output["error"] and "cell 2" in output["error"]


def test_tasks_run_one_after_the_other(local):
    """After one that fails, the rest is skipped; the run as a whole has no output of its own."""
    put(local, "/Shared/n")
    tasks = [task("/Shared/n", "a"), task("/Shared/nope", "b"), task("/Shared/n", "c")]
    found = run(local, {"run_name": "r", "tasks": tasks})
    states = [each["state"]["life_cycle_state"] for each in found["tasks"]]
    assert (states, found["state"]["result_state"]) == (["TERMINATED", "TERMINATED", "SKIPPED"], "FAILED")
    with pytest.raises(requests.HTTPError) as caught:
        RunsApi(local.databricks).get_run_output(found["run_id"])
    assert "multiple tasks" in caught.value.response.json()["message"]


def test_a_run_can_be_cancelled(local):
    """Its notebook's process ends, and the run says that it was cancelled."""
    put(local, "/Shared/slow", "# Databricks notebook source\nimport time\ntime.sleep(60)\n")
    runs = RunsApi(local.databricks)
    run_id = runs.submit_run({"run_name": "r", **task("/Shared/slow")}, version="2.0")["run_id"]
    runs.cancel_run(run_id)
    assert wait(runs, run_id)["state"]["result_state"] == "CANCELED"
    assert [each["run_id"] for each in runs.list_runs(None, None, None, None, None)["runs"]] == [run_id]


def test_a_run_that_was_cut_off_counts_as_failed(start_local):
    """After a kill in the middle the run is there, as failed."""
    local = start_local()
    put(local, "/Shared/slow", "# Databricks notebook source\nimport time\ntime.sleep(60)\n")
    run_id = RunsApi(local.databricks).submit_run({"run_name": "r", **task("/Shared/slow")}, version="2.0")["run_id"]
    again = start_local()
    state = RunsApi(again.databricks).get_run(run_id)["state"]
    assert (state["life_cycle_state"], state["result_state"]) == ("INTERNAL_ERROR", "FAILED")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"tasks": []},
        {"tasks": [{"task_key": "t", "spark_python_task": {}}]},
        {"tasks": [task("/Shared/n"), task("/Shared/n")]},
        {"tasks": [task("/Shared/n")], "timeout_seconds": "soon"},
        {"tasks": [{**task("/Shared/n"), "timeout_seconds": -1}]},
        {"tasks": [{"task_key": "t", "notebook_task": {"notebook_path": "/n", "base_parameters": [1]}}]},
    ],
    ids=["nothing", "no task", "no notebook", "a key twice", "no number", "a negative number", "no object"],
)
def test_what_cant_be_run_is_refused(local, body):
    """When it is submitted, not when it is its turn."""
    with pytest.raises(requests.HTTPError) as caught:
        RunsApi(local.databricks).submit_run(body, version="2.1")
    assert refused(caught) == (400, "INVALID_PARAMETER_VALUE")
