"""Pipeline and activity runs in the shapes that Data Factory answers with."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from arm.armlanguage.secure import MASK
from arm.local import times

if TYPE_CHECKING:
    from arm.runtime import ActivityRun, PipelineRun

ACTIVE = ("Queued", "InProgress")
# What is kept of a run and of an activity run beside what Data Factory answers with.
OWN = "local"


@dataclass(frozen=True)
class Origin:
    """What is known of a run before it begins: who started it, its group, its annotations, its secure parameters.

    `given` are the parameters it was started with, as JSON values, to start it again; secure ones aren't among them.
    """

    invoked_by: Mapping[str, Any]
    group: str
    annotations: Sequence[Any] = ()
    secure: frozenset[str] = frozenset()
    given: Mapping[str, Any] = field(default_factory=dict)


def queued(run_id: str, pipeline: str, origin: Origin) -> dict[str, Any]:
    """A run that has not begun; its parameters are told once it has."""
    now = times.now()
    return {
        "runId": run_id,
        "pipelineName": pipeline,
        "parameters": {},
        "invokedBy": dict(origin.invoked_by),
        "runStart": now,
        "runEnd": None,
        "durationInMs": None,
        "status": "Queued",
        "message": "",
        "lastUpdated": now,
        "runGroupId": origin.group,
        "isLatest": True,
        "annotations": list(origin.annotations),
        "runDimensions": {},
        "activities": [],
        OWN: {"given": dict(origin.given)},
    }


def record(run: "PipelineRun", origin: Origin, activities: list[dict[str, Any]]) -> dict[str, Any]:
    """A run with its activity runs; parameters are texts, as in `Pipeline Runs - Get`, secure ones masked.

    https://learn.microsoft.com/rest/api/datafactory/pipeline-runs/get
    """
    from arm.runtime import duration_ms

    ended = times.stamp(run.end) if run.end else None
    shown = {name: MASK if name in origin.secure else _text(value) for name, value in run.parameters.items()}
    return {
        **queued(run.id, run.pipeline, origin),
        "parameters": shown,
        "runStart": times.stamp(run.start),
        "runEnd": ended,
        "durationInMs": duration_ms(run),
        "status": str(run.status),
        "message": run.message,
        "lastUpdated": ended or times.now(),
        "activities": activities,
    }


def shown(found: Mapping[str, Any]) -> dict[str, Any]:
    """A run, or an activity run, as Data Factory answers with it."""
    return {key: value for key, value in found.items() if key not in ("activities", OWN)}


def children_of(found: Mapping[str, Any], among: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The runs that a run's ExecutePipeline activities started."""
    return [each for each in among if each["invokedBy"].get("pipelineRunId") == found["runId"]]


def activity(each: "ActivityRun", run: "PipelineRun") -> dict[str, Any]:
    """An activity run as `queryActivityruns` describes it, and under OWN what it is in and what of it is secret.

    https://learn.microsoft.com/rest/api/datafactory/activity-runs/query-by-pipeline-run
    """
    from arm.runtime import duration_ms

    nothing = {"errorCode": "", "message": "", "failureType": "", "target": each.name, "details": ""}
    return {
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
        "iterationHash": "" if each.iteration is None else str(each.iteration),
        "recoveryStatus": "None",
        OWN: {
            "container": each.container,
            "secureInput": each.secure_input,
            "secureOutput": each.secure_output,
            "path": each.path,
        },
    }


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
