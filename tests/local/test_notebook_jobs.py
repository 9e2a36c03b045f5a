"""Jobs of notebooks that misbehave: the run fails with the reason, and Local Azure keeps serving."""

import base64
import os
import time

import pytest
from databricks_cli.runs.api import RunsApi
from databricks_cli.workspace.api import WorkspaceApi

HEADER = "# Databricks notebook source\n"


@pytest.fixture
def bounded(start_local):
    """A Local Azure whose notebooks may take 500 MB and 20 s."""
    return start_local(notebook_limits={"memory": 500e6, "seconds": 20})


def put(local, **notebooks):
    """Import notebooks into /Shared."""
    for name, text in notebooks.items():
        content = base64.b64encode((HEADER + text).encode()).decode()
        WorkspaceApi(local.databricks).client.import_workspace(f"/Shared/{name}", "SOURCE", "PYTHON", content, True)


def submit(local, *names, **settings):
    """Submit a run of notebooks of /Shared as tasks that are called like them; the run's number."""
    tasks = [{"task_key": name, "notebook_task": {"notebook_path": f"/Shared/{name}"}} for name in names]
    return RunsApi(local.databricks).submit_run({"run_name": "r", "tasks": tasks, **settings}, version="2.1")[
        "run_id"
    ]


def ended(local, run_id):
    """The run once it has ended, and the outputs of its tasks by their keys."""
    runs = RunsApi(local.databricks)
    for _ in range(1200):
        run = runs.get_run(run_id)
        if run["state"]["life_cycle_state"] in ("TERMINATED", "INTERNAL_ERROR"):
            return run, {task["task_key"]: runs.get_run_output(task["run_id"]) for task in run["tasks"]}
        time.sleep(0.05)
    raise AssertionError(f"the run doesn't end: {run}")


@pytest.mark.parametrize(
    ("text", "settings", "result", "told"),
    [
        ("while True:\n    pass", {"timeout_seconds": 1}, "TIMEDOUT", "it ran longer than 1 s"),
        ("x = []\nwhile True:\n    x.append(b'1' * 10**7 + b'2')", {}, "FAILED", "used more than 500 MB of memory"),
        (
            "import os\nos.kill(os.getpid(), 9)",
            {},
            "FAILED",
            "its process ended before the notebook did, ended by SIGK",
        ),
        ("for _ in range(100):\n    print('x' * 10**6)", {}, "FAILED", "it printed more than 20 MB"),
    ],
    ids=["loops for ever", "eats memory", "kills itself", "prints 100 MB"],
)
@pytest.mark.skipif(os.name == "nt", reason="one of them sends a signal of POSIX")
def test_a_notebook_that_misbehaves_ends_in_a_failed_run(bounded, text, settings, result, told):
    """The run tells the reason where the Jobs API has it, and the next notebook runs as if nothing had been."""
    put(bounded, bad=text, good="dbutils.notebook.exit('fine')")
    run, outputs = ended(bounded, submit(bounded, "bad", **settings))
    state = run["state"]
    assert (state["life_cycle_state"], state["result_state"]) == ("TERMINATED", result)
    assert state["state_message"].startswith("notebook /Shared/bad, cell 1")
    assert told in state["state_message"]
    assert state["user_cancelled_or_timedout"] is (result == "TIMEDOUT")
    assert outputs["bad"]["error"] == outputs["bad"]["error_trace"] == state["state_message"]
    assert outputs["bad"]["logs_truncated"] is (told == "it printed more than 20 MB")
    assert len(outputs["bad"]["logs"]) <= 5 * 1024 * 1024
    run, outputs = ended(bounded, submit(bounded, "good"))
    assert outputs["good"]["notebook_output"] == {"result": "fine", "truncated": False}


def test_the_log_is_there_while_the_notebook_runs(bounded):
    """And after it was cancelled; a cancelled run says so."""
    put(bounded, slow="print('begun')\nimport time\ntime.sleep(60)")
    run_id = submit(bounded, "slow")
    runs = RunsApi(bounded.databricks)
    task = runs.get_run(run_id)["tasks"][0]["run_id"]
    for _ in range(400):
        if runs.get_run_output(task).get("logs"):
            break
        time.sleep(0.05)
    assert runs.get_run_output(task)["logs"] == "begun\n"
    runs.cancel_run(run_id)
    run, outputs = ended(bounded, run_id)
    assert (run["state"]["result_state"], run["state"]["user_cancelled_or_timedout"]) == ("CANCELED", True)
    assert (outputs["slow"]["logs"], outputs["slow"]["logs_truncated"]) == ("begun\n", False)
    assert outputs["slow"]["error"].startswith("notebook /Shared/slow, cell 1, line 4 `time.sleep(60)`: the run was")


def test_a_failure_shows_its_traceback_and_what_was_printed(bounded):
    """The lines of the notebook, none of ours."""
    put(bounded, bad="print('before')\nint('x')")
    _, outputs = ended(bounded, submit(bounded, "bad"))
    assert outputs["bad"]["error_trace"].startswith("Traceback (most recent call last):\n  File")
    assert "int('x')" in outputs["bad"]["error_trace"]
    assert outputs["bad"]["logs"].startswith("before\nTraceback")


def test_a_runs_time_is_that_of_all_its_tasks(bounded):
    """A task may have a shorter one; what comes after one that ran out of time is skipped."""
    slow = "import time\ntime.sleep(float(dbutils.widgets.get('s')))"
    put(bounded, slow=slow)
    tasks = [
        {"task_key": key, "notebook_task": {"notebook_path": "/Shared/slow", "base_parameters": {"s": s}}}
        for key, s in (("a", "0"), ("b", "60"), ("c", "0"))
    ]
    for settings in ({"timeout_seconds": 2}, {"tasks": [tasks[0], {**tasks[1], "timeout_seconds": 1}, tasks[2]]}):
        body = {"run_name": "r", "tasks": tasks, **settings}
        run, _ = ended(bounded, RunsApi(bounded.databricks).submit_run(body, version="2.1")["run_id"])
        states = [task["state"].get("result_state", "SKIPPED") for task in run["tasks"]]
        assert states == ["SUCCESS", "TIMEDOUT", "SKIPPED"]


def test_a_mount_made_by_a_notebook_is_there_for_others(bounded):
    """A container's folder, kept as the environment's own mounts are; what is no account's name is refused."""
    address = "abfss://raw@devops.dfs.core.windows.net/in"
    put(
        bounded,
        mount=f"dbutils.fs.mount(source='{address}', mount_point='/mnt/in')\ndbutils.fs.put('/mnt/in/x', 'x')",
        use="dbutils.notebook.exit(open('/dbfs/mnt/in/x').read())",
        bad="dbutils.fs.ls('abfss://raw@No_Account.dfs.core.windows.net/')",
    )
    _, outputs = ended(bounded, submit(bounded, "mount", "use", "bad"))
    assert outputs["use"]["notebook_output"]["result"] == "x"
    assert "'No_Account' is no name of a storage account" in outputs["bad"]["error"]
    assert (bounded.state / "storage/devops/raw/in/x").is_file()
    mounts = bounded.request("GET", "/local/mounts")[2]
    assert mounts == {"/mnt/in": {"account": "devops", "container": "raw", "folder": "in"}}


def test_tasks_hand_values_on_and_find_each_others_notebooks(bounded):
    """taskValues, %run and dbutils.notebook.run among what was imported; secrets are generated and never shown."""
    put(
        bounded,
        lib="def double(x):\n    return 2 * x",
        child="dbutils.notebook.exit(dbutils.widgets.get('n'))",
        first="secret = dbutils.secrets.get('kv', 'key')\nprint(secret)\n"
        "dbutils.jobs.taskValues.set('n', 4)\ndbutils.jobs.taskValues.set('secret', secret)",
        second="# MAGIC %run ./lib\n\n# COMMAND ----------\n"
        "assert len(dbutils.jobs.taskValues.get('first', 'secret')) == 64\n"
        "n = dbutils.jobs.taskValues.get('first', 'n')\n"
        "dbutils.notebook.exit(double(int(dbutils.notebook.run('/Shared/child', 0, {'n': n}))))",
    )
    _, outputs = ended(bounded, submit(bounded, "first", "second"))
    assert outputs["second"]["notebook_output"]["result"] == "8"
    assert outputs["first"]["logs"] == "[REDACTED]\n"
    secret = bounded.azure.services().secrets.get("kv", "key").encode()
    assert [file for file in bounded.state.rglob("*") if file.is_file() and secret in file.read_bytes()] == []
