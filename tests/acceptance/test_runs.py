"""`invoke run` as a user types it: runs, triggers, reruns; interrupted, killed and looked at again."""

import json
import os
import shutil
import signal
import sys
import time

import pytest

from tests.acceptance.conftest import ROOT, Workspace
from tests.local.runs import activity, call, pause

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
PIPELINES = {
    "main": [
        pause(0, "First"),
        {
            **activity("Each", "ForEach", ["First"], items="@createArray(1, 2)"),
            "typeProperties": {
                "items": {"value": "@createArray(1, 2)", "type": "Expression"},
                "activities": [activity("Ask", "Script", scripts=[{"type": "Query", "text": "x"}])],
            },
        },
        {**call("inner"), "dependsOn": [{"activity": "First", "dependencyConditions": ["Succeeded"]}]},
    ],
    "inner": [activity("Load", "Script", scripts=[{"type": "Query", "text": "y"}])],
    "slow": [call("waits", "Wait elsewhere")],
    "waits": [pause(120, "Long")],
    "beyond": [activity("Hive", "HDInsightHive"), activity("Tidy", "Wait", ["Hive"], "Failed", waitTimeInSeconds=0)],
}


def write(path, document):
    """Write a JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A factory of pipelines that need no service, deployed to a Local Azure of its own."""
    folder = tmp_path_factory.mktemp("runs")
    for name in ("invoke.yaml", "tasks.py"):
        shutil.copy(ROOT / name, folder / name)
    for name, activities in PIPELINES.items():
        write(folder / "adf" / "pipeline" / f"{name}.json", {"name": name, "properties": {"activities": activities}})
    write(folder / "adf" / "factory" / "f.json", {"name": "f", "location": "westeurope"})
    pipeline = {"pipelineReference": {"referenceName": "inner", "type": "PipelineReference"}}
    recurrence = {"frequency": "Day", "interval": 1, "startTime": "2026-01-01T00:00:00Z"}
    trigger = {"type": "ScheduleTrigger", "typeProperties": {"recurrence": recurrence}, "pipelines": [pipeline]}
    write(folder / "adf" / "trigger" / "daily.json", {"name": "daily", "properties": trigger})
    target = {"kind": "local", "resourceGroup": "rg", "factoryName": "f", "subscriptionId": "s"}
    run = {"pipeline": "main", "answers": "answers.json"}
    write(folder / "parameter-overrides" / "local.json", {"target": target, "run": run})
    found = Workspace(folder)
    answer(found, "no such region")
    done = found.invoke("deploy", "--env", "local", "--part", "factory")
    assert done.returncode == 0, done.stderr
    yield found
    found.invoke("local.stop")


def answer(place, problem=None):
    """Let Load fail with a message, or succeed."""
    load = {"error": {"message": problem}} if problem else {"output": {"rows": 7}}
    write(place.folder / "parameter-overrides" / "answers.json", {"Load": load, "Ask": {"output": {"rows": 1}}})


def interrupted(place, *arguments, by=signal.SIGINT):
    """The end of a run that is interrupted once its inner activity runs: exit code, stderr, and the run's id."""
    running = place.start("run", "--env", "local", *arguments)
    lines = []
    for line in running.stderr:
        lines.append(line)
        if "Long: ..." in line:
            break
    running.send_signal(by)
    _, rest = running.communicate(timeout=60)
    text = "".join(lines) + rest
    return running.returncode, text, text.partition("run ")[2].split()[0]


def test_a_failed_run_tells_why_and_is_run_again_from_there(place):
    """Lines on stderr, activities and outcome on stdout, all of it and the child run in run.json; exit code 1."""
    answer(place, "no such region")
    done = place.invoke("run", "--env", "local")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[0] == "pipeline main: ..."
    assert {"activity First: ok", "activity Each: ok"} <= {line.partition(" (")[0] for line in lines}
    assert any(line.startswith("activity Call / Load: FAILED (") for line in lines)
    assert not [line for line in lines if "Ask" in line]  # what is well inside of a loop is no line each
    assert "Operation on target Call failed: Operation on target Load failed: no such region" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("pipeline main: Failed in ")
    found = place.result("run.json")
    assert sorted((each["name"], each["inside"], each["turn"]) for each in found["activities"]) == [
        ("Ask", "Each", "0"), ("Ask", "Each", "1"), ("Call", "", ""), ("Each", "", ""), ("First", "", ""),
    ]  # fmt: skip
    (child,) = found["children"]
    assert (child["pipeline"], child["status"], child["message"]) == (
        "inner", "Failed", "Operation on target Load failed: no such region",
    )  # fmt: skip
    called = next(each for each in found["activities"] if each["name"] == "Call")
    assert called["child_run"] == child["run_id"]

    answer(place)
    done = place.invoke("run", "--env", "local", "--rerun", "last", "--from-failed")
    assert done.returncode == 0, done.stdout + done.stderr
    again = place.result("run.json")
    assert (again["rerun_of"], again["status"]) == (found["run_id"], "Succeeded")
    assert again["children"][0]["activities"][0]["output"] == {"rows": 7}


def test_a_trigger_is_fired_by_hand(place):
    """What it starts is watched, and can be run again as the last; with --json the result is one document."""
    answer(place)
    done = place.invoke("run", "--env", "local", "--trigger", "daily", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["trigger"], found["ok"]) == (0, "daily", True)
    assert [each["pipeline"] for each in found["runs"]] == ["inner"]
    assert place.result("run.json") == found
    again = place.invoke("run", "--env", "local", "--rerun", "last", "--json")
    assert (again.returncode, json.loads(again.stdout)["rerun_of"]) == (0, found["runs"][0]["run_id"]), again.stderr


def test_an_activity_that_cant_be_run_fails_the_run_with_one_line(place):
    """Although its failure would be handled: a handled one would look as if the work had been done."""
    done = place.invoke("run", "--env", "local", "--pipeline", "beyond")
    assert done.returncode == 1
    assert "activity 'Hive' is of type HDInsightHive, which can't be run here — give it an answer" in done.stdout


def test_a_misspelt_pipeline_is_wrong_use(place):
    """The names there are stand in the line; nothing is started."""
    done = place.invoke("run", "--env", "local", "--pipeline", "mian")
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "error: factory f has no pipeline 'mian' — did you mean \"main\"?",
    )


@posix_only
def test_an_interrupted_run_goes_on_at_the_target(place):
    """Ctrl-C says so and how to see it again; so it can be cancelled, and its child is then, too."""
    code, text, run_id = interrupted(place, "--pipeline", "slow")
    assert (code, text.splitlines()[-1]) == (
        130,
        f"interrupted: run {run_id} goes on at the target"
        " (invoke run --watch RUNID shows it again, --cancel RUNID ends it)",
    )
    code, text, same = interrupted(place, "--watch", run_id, by=signal.SIGTERM)
    assert (code, same, "terminated: run" in text) == (143, run_id, True)
    done = place.invoke("run", "--env", "local", "--cancel", run_id)
    assert done.returncode == 0, done.stderr
    found = place.result("run.json")
    assert (found["status"], found["children"][0]["status"]) == ("Cancelled", "Cancelled")


@posix_only
def test_a_run_outlives_the_kill_of_local_azure_as_a_failed_one(place):
    """Killed in its middle and started again, it shows the run and its child as failed; so they can be run again."""
    _, _, run_id = interrupted(place, "--pipeline", "slow")
    time.sleep(1)  # longer than a run's changes wait before they are written
    os.kill(json.loads((place.folder / "build" / "local" / "connection.json").read_text())["pid"], signal.SIGKILL)
    done = place.invoke("run", "--env", "local", "--watch", run_id)
    assert done.returncode == 1, done.stderr
    found = place.result("run.json")
    assert (found["status"], found["message"]) == ("Failed", "Local Azure ended in the middle of this run.")
    assert [each["status"] for each in found["activities"]] == ["Failed"]
    assert [child["status"] for child in found["children"]] == ["Failed"]
    assert [each["status"] for each in found["children"][0]["activities"]] == ["Failed"]


@posix_only
def test_a_corrupt_state_file_is_refused_with_a_message_and_kept_aside(place):
    """Whoever starts Local Azure next is told; everything else is there."""
    answer(place)
    place.invoke("run", "--env", "local", "--pipeline", "inner")
    run_id = place.result("run.json")["run_id"]
    os.kill(json.loads((place.folder / "build" / "local" / "connection.json").read_text())["pid"], signal.SIGKILL)
    (file,) = (place.folder / "build" / "local" / "store").rglob(f"{run_id}.json")
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: len(text) // 2], encoding="utf-8")
    done = place.invoke("run", "--env", "local", "--pipeline", "inner")
    assert done.returncode == 0, done.stderr
    (told,) = [line for line in done.stderr.splitlines() if "warning" in line]
    assert file.name in told and "state refused" in told and f"kept as {file.name}.corrupt" in told
    assert file.with_name(f"{file.name}.corrupt").read_text(encoding="utf-8") == text[: len(text) // 2]
