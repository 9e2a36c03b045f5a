"""Runs of notebooks as the page shows them: those of jobs and those of pipelines' activities in one list."""

from collections.abc import Mapping
from typing import Any

from arm.local import times
from arm.local.azure import LocalAzure
from arm.local.monitor.logs import below, log_of_activity
from arm.local.monitor.runs import notebook_activities
from arm.local.monitor.secrets import hidden

Document = dict[str, Any]
MOST = 1000
# Databricks' states in Data Factory's words, so that the page knows one set.
_RESULTS = {"SUCCESS": "Succeeded", "CANCELED": "Cancelled", "TIMEDOUT": "Failed", "FAILED": "Failed"}
_LIFE_CYCLES = {"PENDING": "Queued", "RUNNING": "InProgress", "TERMINATING": "InProgress", "SKIPPED": "Skipped"}


def listed(azure: LocalAzure) -> Document:
    """The latest runs of notebooks under `notebooks`: of jobs (`job`, its number) and of activities (`run`, `id`)."""
    jobs = [_task(record, task) for record in azure.jobs.all() for task in record["tasks"]]
    found = jobs + [_activity(azure, run, each) for run, each in notebook_activities(azure)]
    found.sort(key=lambda each: str(each["start"]), reverse=True)
    return {"total": len(found), "notebooks": found[:MOST]}


def shown(azure: LocalAzure, job: int) -> Document:
    """A job's run: its tasks with parameters, result or error, and the name of the log."""
    record = azure.jobs.get(job)
    return {
        "job": record["run_id"],
        "name": record["run_name"],
        "status": _status(record["state"]),
        "message": hidden(record["state"].get("state_message") or ""),
        "start": _moment(record["start_time"]),
        "end": _moment(record["end_time"]),
        "tasks": [{**_task(record, task), **_details(azure, record, task)} for task in record["tasks"]],
    }


def _details(azure: LocalAzure, record: Mapping[str, Any], task: Mapping[str, Any]) -> Document:
    output = record["outputs"].get(str(task["run_id"])) or {}
    return {
        "parameters": hidden(task["notebook_task"].get("base_parameters") or {}),
        "result": hidden((output.get("notebook_output") or {}).get("result")),
        "error": hidden(output.get("error") or ""),
        "trace": hidden(output.get("error_trace") or ""),
        "log": below(azure.state / "runs", azure.jobs.log(task["run_id"])),
    }


def _task(record: Mapping[str, Any], task: Mapping[str, Any]) -> Document:
    return {
        "job": record["run_id"],
        "task": task["run_id"],
        "name": record["run_name"] if record["single"] else f"{record['run_name']} · {task['task_key']}",
        "notebook": str(task["notebook_task"]["notebook_path"]),
        "status": _status(task["state"]),
        "message": hidden(task["state"].get("state_message") or ""),
        "start": _moment(task.get("start_time") or record["start_time"]),
        "end": _moment(task.get("end_time") or record["end_time"]),
    }


def _activity(azure: LocalAzure, run: Mapping[str, Any], each: Mapping[str, Any]) -> Document:
    given = each["input"] if isinstance(each["input"], dict) else {}
    return {
        "run": run["runId"],
        "id": each["activityRunId"],
        "name": f"{run['pipelineName']} · {each['activityName']}",
        "notebook": str(given.get("notebookPath") or given.get("pythonFile") or ""),
        "status": each["status"],
        "message": hidden(each["error"].get("message") or ""),
        "start": each["activityRunStart"],
        "end": each["activityRunEnd"],
        "log": log_of_activity(azure.state / "runs", each),
    }


def _status(state: Mapping[str, Any]) -> str:
    result = state.get("result_state")
    if result:
        return _RESULTS.get(result, "Failed")
    return _LIFE_CYCLES.get(state["life_cycle_state"], "Failed")


def _moment(milliseconds: int) -> str | None:
    return times.of_seconds(milliseconds / 1000) if milliseconds else None
