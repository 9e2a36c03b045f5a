"""Pipeline and activity runs in the shapes that Data Factory answers with."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from arm.armlanguage.secure import MASK
from arm.local import times

if TYPE_CHECKING:
    from arm.runtime import ActivityRun, PipelineRun

ACTIVE = ("Queued", "InProgress")
# What is kept of an activity run beside what Data Factory answers with.
OWN = "local"


def queued(run_id: str, pipeline: str, invoked_by: Mapping[str, Any]) -> dict[str, Any]:
    """A run that has not begun; its parameters are told once it has."""
    now = times.now()
    return {
        "runId": run_id,
        "pipelineName": pipeline,
        "parameters": {},
        "invokedBy": dict(invoked_by),
        "runStart": now,
        "runEnd": None,
        "durationInMs": None,
        "status": "Queued",
        "message": "",
        "lastUpdated": now,
        "runGroupId": run_id,
        "isLatest": True,
        "annotations": [],
        "activities": [],
    }


def record(run: "PipelineRun", invoked_by: Mapping[str, Any], secure: Iterable[str]) -> dict[str, Any]:
    """A run with its activity runs; parameters are texts, as in `Pipeline Runs - Get`, those named secure masked.

    https://learn.microsoft.com/rest/api/datafactory/pipeline-runs/get
    """
    from arm.runtime import duration_ms

    hidden = set(secure)
    ended = times.stamp(run.end) if run.end else None
    return {
        **queued(run.id, run.pipeline, invoked_by),
        "parameters": {name: MASK if name in hidden else _text(value) for name, value in run.parameters.items()},
        "runStart": times.stamp(run.start),
        "runEnd": ended,
        "durationInMs": duration_ms(run),
        "status": str(run.status),
        "message": run.message,
        "lastUpdated": ended or times.now(),
        "activities": [activity(each, run) for each in list(run.activities)],
    }


def activity(each: "ActivityRun", run: "PipelineRun") -> dict[str, Any]:
    """An activity run as `queryActivityruns` describes it, and under OWN what it is in and what of it is secret.

    https://learn.microsoft.com/rest/api/datafactory/activity-runs/query-by-pipeline-run
    """
    from arm.runtime import duration_ms

    nothing = {"errorCode": "", "message": "", "failureType": "", "target": each.name, "details": ""}
    shown = {
        "activityName": each.name,
        "activityType": each.type,
        "activityRunId": each.id,
        "activityRunStart": times.stamp(each.start),
        "activityRunEnd": times.stamp(each.end) if each.end else None,
        "durationInMs": duration_ms(each),
        "status": str(each.status),
        "input": each.input,
        "output": each.output,
        "error": {**nothing, **each.error},
        "linkedServiceName": each.linked_service,
        "pipelineName": run.pipeline,
        "pipelineRunId": run.id,
        "retryAttempt": each.retry_attempt,
        "userProperties": each.user_properties,
        OWN: {
            "container": each.container,
            "secureInput": each.secure_input,
            "secureOutput": each.secure_output,
        },
    }
    return shown if each.iteration is None else {**shown, "iterationHash": str(each.iteration)}


def broken_off(found: Mapping[str, Any], message: str, end: str) -> dict[str, Any]:
    """A run that its process left unfinished, and its activities, as failed."""
    activities = [_broken_activity(each, message, end) for each in found["activities"]]
    lasted = (times.parse(end) - times.parse(found["runStart"])).total_seconds()
    return {
        **found,
        "status": "Failed",
        "message": message,
        "runEnd": end,
        "lastUpdated": end,
        "durationInMs": max(0, round(lasted * 1000)),
        "activities": activities,
    }


def _broken_activity(each: Mapping[str, Any], message: str, end: str) -> dict[str, Any]:
    if each["status"] not in ACTIVE:
        return dict(each)
    error = {**each["error"], "errorCode": "2000", "message": message, "failureType": "SystemError"}
    return {**each, "status": "Failed", "activityRunEnd": end, "error": error}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
