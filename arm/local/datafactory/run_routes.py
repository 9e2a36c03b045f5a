"""Routes of pipeline runs and activity runs."""

from collections.abc import Sequence
from typing import Any

from arm.local.azure import LocalAzure
from arm.local.datafactory import filters
from arm.local.datafactory.paths import DOCS, FACTORY, where
from arm.local.datafactory.run_records import OWN
from arm.local.routing import Basis, Routes
from arm.local.wire import CloudError, Request, Response, answer

ROUTES = Routes("Data Factory runs", "/microsoft.datafactory", "arm/local/datafactory/run_routes.py")
_PAGE = 100
_RUN_FIELDS = {
    "PipelineName": "pipelineName", "Status": "status", "RunStart": "runStart", "RunEnd": "runEnd",
    "RunGroupId": "runGroupId", "LatestOnly": "isLatest",
}  # fmt: skip
_ACTIVITY_FIELDS = {
    "ActivityName": "activityName", "ActivityRunStart": "activityRunStart", "ActivityRunEnd": "activityRunEnd",
    "ActivityType": "activityType", "Status": "status", "PipelineName": "pipelineName",
}  # fmt: skip


@ROUTES.add("POST", FACTORY + "/pipelines/{pipeline}/createRun", link=DOCS + "pipelines/create-run")
def create_run(azure: LocalAzure, request: Request) -> Response:
    """Starts a run of a pipeline, with the parameters in the body. Reruns (referencePipelineRunId) aren't done."""
    if request.query.get("referencepipelinerunid"):
        raise CloudError(501, "NotImplemented", "Local Azure doesn't rerun: add it in arm/local/datafactory/runs.py.")
    run_id = azure.runs.create(where(request), request.path["pipeline"], request.object())
    return answer({"runId": run_id})


@ROUTES.add("GET", FACTORY + "/pipelineruns/{run}", link=DOCS + "pipeline-runs/get")
def get_run(azure: LocalAzure, request: Request) -> Response:
    """Gets a run: its status, its parameters as texts, when it began and ended."""
    return answer(_without(azure.runs.get(where(request), request.path["run"]), "activities"))


@ROUTES.add("POST", FACTORY + "/pipelineruns/{run}/cancel", link=DOCS + "pipeline-runs/cancel")
def cancel_run(azure: LocalAzure, request: Request) -> Response:
    """Cancels a run, with the runs it started."""
    azure.runs.cancel(where(request), request.path["run"])
    return Response(200)


@ROUTES.add("POST", FACTORY + "/queryPipelineRuns", link=DOCS + "pipeline-runs/query-by-factory")
def query_runs(azure: LocalAzure, request: Request) -> Response:
    """Finds runs by filters and a time window, in pages of 100 with a continuation token."""
    body = request.object()
    runs = [_without(each, "activities") for each in azure.runs.all(where(request))]
    return answer(_page(filters.select(runs, body, _RUN_FIELDS, "lastUpdated"), body))


@ROUTES.add(
    "POST", FACTORY + "/pipelineruns/{run}/queryActivityruns", link=DOCS + "activity-runs/query-by-pipeline-run"
)
def query_activity_runs(azure: LocalAzure, request: Request) -> Response:
    """Finds the activity runs of a run, in pages of 100 with a continuation token."""
    body = request.object()
    found = [_without(each, OWN) for each in azure.runs.get(where(request), request.path["run"])["activities"]]
    return answer(_page(filters.select(found, body, _ACTIVITY_FIELDS, "activityRunEnd"), body))


@ROUTES.add("POST", FACTORY + "/queryTriggerRuns", basis=Basis.ASSUMED, link=DOCS + "trigger-runs/query-by-factory")
def query_trigger_runs(azure: LocalAzure, request: Request) -> Response:
    """Finds trigger runs: there are none, because triggers don't fire here."""
    azure.factories.get(where(request))
    return answer({"value": []})


def _without(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


def _page(found: Sequence[Any], body: dict[str, Any]) -> dict[str, Any]:
    token = str(body.get("continuationToken") or "0")
    if not (token.isascii() and token.isdecimal()):
        raise CloudError(400, "BadRequest", "The continuationToken isn't one that was given out.")
    start = int(token)
    page: dict[str, Any] = {"value": list(found[start : start + _PAGE])}
    return {**page, "continuationToken": str(start + _PAGE)} if start + _PAGE < len(found) else page
