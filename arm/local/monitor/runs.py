"""Pipeline runs as the page shows them: a list of what matters, and a run's activities as a tree."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arm.local.azure import LocalAzure
from arm.local.datafactory.run_records import ACTIVE, OWN
from arm.local.monitor.logs import log_of_activity
from arm.local.monitor.secrets import hidden
from arm.local.wire import CloudError

Document = dict[str, Any]
Where = tuple[str, str, str]

MOST_RUNS = 1000
MOST_ACTIVITIES = 20_000
_DEEPEST = 20


def factories(azure: LocalAzure) -> Iterator[Where]:
    """Where all factories are: subscription, resource group, name."""
    for subscription in azure.store.below("groups"):
        for group in azure.store.below("groups", subscription):
            for factory in azure.factories.all(subscription, group):
                yield subscription, group, factory["name"]


def listed(azure: LocalAzure) -> Document:
    """The latest runs of all factories under `runs`, and how many there are under `total`."""
    found = [(where, record) for where in factories(azure) for record in azure.runs.all(where)]
    found.sort(key=lambda each: str(each[1]["runStart"]), reverse=True)
    return {"total": len(found), "runs": [_summary(where, record) for where, record in found[:MOST_RUNS]]}


def shown(azure: LocalAzure, run_id: str) -> Document:
    """A run: `run` with its parameters, and `activities`, those of its child runs too, each with its container."""
    where, record = find(azure, run_id)
    found: list[Document] = []
    _collect(azure, where, record, "", found, 0)
    run = {**_summary(where, record), "parameters": hidden(record["parameters"])}
    return {"run": run, "activities": found[:MOST_ACTIVITIES], "total": len(found)}


def activity(azure: LocalAzure, run_id: str, activity_id: str) -> Document:
    """One activity run with input, output and error; secrets are masked. CloudError if there is none."""
    _, record = find(azure, run_id)
    for each in record["activities"]:
        if each["activityRunId"] == activity_id:
            own = each.get(OWN) or {}
            return {
                **_activity(each, own.get("container", "")),
                "pipeline": record["pipelineName"],
                "input": hidden(each["input"]),
                "output": hidden(each["output"]),
                "error": hidden(each["error"]),
                "userProperties": hidden(each["userProperties"]),
                "secureInput": bool(own.get("secureInput")),
                "secureOutput": bool(own.get("secureOutput")),
                "log": log_of_activity(azure.state / "runs", each),
            }
    raise CloudError(404, "ActivityRunNotFound", f"The run has no activity run with id '{activity_id}'.")


def find(azure: LocalAzure, run_id: str) -> tuple[Where, Document]:
    """The factory a run is of, and its record. CloudError PipelineRunNotFound if there is none."""
    for where in factories(azure):
        if azure.store.get("runs", *where, run_id) is not None:
            return where, azure.runs.get(where, run_id)
    raise CloudError(404, "PipelineRunNotFound", f"The pipeline run with id '{run_id}' was not found.")


def _summary(where: Where, record: Mapping[str, Any]) -> Document:
    activities = record["activities"]
    by = record["invokedBy"]
    return {
        "id": record["runId"],
        "pipeline": record["pipelineName"],
        "factory": where[2],
        "status": record["status"],
        "start": record["runStart"],
        "end": record["runEnd"],
        "message": hidden(record["message"]),
        "startedBy": by.get("name") or by.get("invokedByType") or "",
        "startedByType": by.get("invokedByType") or "",
        "startedByPipeline": by.get("pipelineName") or "",
        "startedByRun": by.get("pipelineRunId") or "",
        "rerun": record["runGroupId"] != record["runId"] and not by.get("pipelineRunId"),
        "activities": len(activities),
        "running": sum(each["status"] in ACTIVE for each in activities),
        "failed": sum(each["status"] == "Failed" for each in activities),
    }


def _collect(
    azure: LocalAzure, where: Where, record: Mapping[str, Any], inside: str, found: list[Document], depth: int
) -> None:
    """Add a run's activities to `found`, and after an activity those of the run that it started."""
    for each in record["activities"]:
        container = (each.get(OWN) or {}).get("container") or inside
        found.append(_activity(each, container))
        child = _child(each)
        started = azure.store.get("runs", *where, child) if child and depth < _DEEPEST else None
        if started is not None:
            _collect(azure, where, azure.runs.get(where, child), each["activityRunId"], found, depth + 1)


def _child(each: Mapping[str, Any]) -> str:
    output = each["output"]
    return str(output.get("pipelineRunId") or "") if isinstance(output, dict) else ""


def _activity(each: Mapping[str, Any], container: str) -> Document:
    return {
        "id": each["activityRunId"],
        "run": each["pipelineRunId"],
        "name": each["activityName"],
        "type": each["activityType"],
        "status": each["status"],
        "start": each["activityRunStart"],
        "end": each["activityRunEnd"],
        "container": container,
        "iteration": each.get("iterationHash") or None or None,
        "attempt": each["retryAttempt"],
        "linkedService": _name(each["linkedServiceName"]),
        "child": _child(each),
        "message": hidden(each["error"].get("message") or ""),
    }


def _name(linked_service: Any) -> str:
    return str(linked_service.get("referenceName", "")) if isinstance(linked_service, dict) else str(linked_service)


def notebook_activities(azure: LocalAzure) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The runs of all factories with those of their activities that ran a notebook or a Python file."""
    return [
        (record, each)
        for where in factories(azure)
        for record in azure.runs.all(where)
        for each in record["activities"]
        if str(each["activityType"]).startswith("Databricks")
    ]
