"""Routes of pipeline runs and activity runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from arm.local.azure import LocalAzure
from arm.local.datafactory import filters, run_records
from arm.local.datafactory.paths import DOCS, FACTORY, where
from arm.local.datafactory.reruns import Rerun
from arm.local.guards import CALLBACKS
from arm.local.routing import Basis, Routes
from arm.local.wire import CloudError, Request, Response, answer

ROUTES = Routes("Data Factory runs", "/microsoft.datafactory", "arm/local/datafactory/run_routes.py")
_PAGE = 100
_RUN_FIELDS = {
    "PipelineName": "pipelineName", "Status": "status", "RunStart": "runStart", "RunEnd": "runEnd",
    "RunGroupId": "runGroupId", "LatestOnly": "isLatest",
}  # fmt: skip
_TRIGGER_FIELDS = {
    "TriggerName": "triggerName", "TriggerRunTimestamp": "triggerRunTimestamp", "Status": "status",
}  # fmt: skip
_ACTIVITY_FIELDS = {
    "ActivityName": "activityName", "ActivityRunStart": "activityRunStart", "ActivityRunEnd": "activityRunEnd",
    "ActivityType": "activityType", "Status": "status", "PipelineName": "pipelineName",
}  # fmt: skip


@ROUTES.add("POST", FACTORY + "/pipelines/{pipeline}/createRun", link=DOCS + "pipelines/create-run")
def create_run(azure: LocalAzure, request: Request) -> Response:
    """Starts a run of a pipeline, with the parameters in the body; or an earlier run again, wholly or in part."""
    query = request.query
    rerun = None
    if reference := query.get("referencepipelinerunid"):
        recovery, from_failure = (_truth(query, name) for name in ("isrecovery", "startfromfailure"))
        rerun = Rerun(reference, recovery, query.get("startactivityname", ""), from_failure)
    return answer(
        {"runId": azure.runs.create(where(request), request.path["pipeline"], request.object(), rerun=rerun)}
    )


@ROUTES.add("GET", FACTORY + "/pipelineruns/{run}", link=DOCS + "pipeline-runs/get")
def get_run(azure: LocalAzure, request: Request) -> Response:
    """Gets a run: its status, its parameters as texts, when it began and ended."""
    return answer(run_records.shown(azure.runs.get(where(request), request.path["run"])))


@ROUTES.add("POST", FACTORY + "/pipelineruns/{run}/cancel", link=DOCS + "pipeline-runs/cancel")
def cancel_run(azure: LocalAzure, request: Request) -> Response:
    """Cancels a run; with isRecursive the runs that it started, too."""
    azure.runs.cancel(where(request), request.path["run"], recursive=_truth(request.query, "isrecursive"))
    return Response(200)


@ROUTES.add("POST", FACTORY + "/queryPipelineRuns", link=DOCS + "pipeline-runs/query-by-factory")
def query_runs(azure: LocalAzure, request: Request) -> Response:
    """Finds runs by filters and a time window, in pages of 100 with a continuation token."""
    body = request.object()
    runs = [run_records.shown(each) for each in azure.runs.all(where(request))]
    return answer(_page(filters.select(runs, body, _RUN_FIELDS, "lastUpdated"), body))


@ROUTES.add(
    "POST", FACTORY + "/pipelineruns/{run}/queryActivityruns", link=DOCS + "activity-runs/query-by-pipeline-run"
)
def query_activity_runs(azure: LocalAzure, request: Request) -> Response:
    """Finds the activity runs of a run, in pages of 100 with a continuation token."""
    body = request.object()
    found = azure.runs.get(where(request), request.path["run"])["activities"]
    page = _page(filters.select(found, body, _ACTIVITY_FIELDS, "activityRunEnd"), body)
    return answer({**page, "value": [run_records.shown(each) for each in page["value"]]})


@ROUTES.add("POST", FACTORY + "/queryTriggerRuns", basis=Basis.EXAMPLE, link=DOCS + "trigger-runs/query-by-factory")
def query_trigger_runs(azure: LocalAzure, request: Request) -> Response:
    """Finds trigger runs by filters and a time window: those fired by hand, for no trigger fires by itself here."""
    body = request.object()
    found = filters.select(azure.trigger_runs.all(where(request)), body, _TRIGGER_FIELDS, "triggerRunTimestamp")
    return answer(_page(found, body))


@ROUTES.add("POST", FACTORY + "/triggers/{trigger}/fire", basis=Basis.OURS)
def fire_trigger(azure: LocalAzure, request: Request) -> Response:
    """Fires a trigger, started or not, for the `outputs` in the body (of a window, an event); gives its run."""
    outputs = request.object().get("outputs") or {}
    if not isinstance(outputs, dict):
        raise CloudError(400, "BadRequest", "outputs must be an object.")
    return answer(azure.trigger_runs.fire(where(request), request.path["trigger"], outputs))


@ROUTES.add("GET", FACTORY + "/localRunSettings", basis=Basis.OURS)
def get_settings(azure: LocalAzure, request: Request) -> Response:
    """Gets what stands for activities in a factory's runs, and which addresses these may call."""
    return answer(azure.run_settings.get(where(request)))


@ROUTES.add("PUT", FACTORY + "/localRunSettings", basis=Basis.OURS)
def put_settings(azure: LocalAzure, request: Request) -> Response:
    """Replaces them: `{"answers": {"activity": {"output": …}}, "allowedHosts": ["localhost:8080"]}`."""
    azure.run_settings.put(where(request), request.object())
    return answer(azure.run_settings.get(where(request)))


@ROUTES.add("POST", CALLBACKS + "{key}", basis=Basis.OURS)
def call_back(azure: LocalAzure, request: Request) -> Response:
    """Ends a WebHook that waits to be called back here, with a JSON body; needs no token, its address is secret."""
    key = request.path["key"]
    if not azure.callbacks.is_open(key) or not azure.callbacks.answer(key, request.json()):
        raise CloudError(404, "CallbackNotFound", "Nobody waits to be called back here.")
    return Response(200)


def _truth(query: Mapping[str, str], name: str) -> bool:
    return query.get(name, "").lower() == "true"


def _page(found: Sequence[Any], body: dict[str, Any]) -> dict[str, Any]:
    token = str(body.get("continuationToken") or "0")
    if not (token.isascii() and token.isdecimal()):
        raise CloudError(400, "BadRequest", "The continuationToken isn't one that was given out.")
    start = int(token)
    page: dict[str, Any] = {"value": list(found[start : start + _PAGE])}
    return {**page, "continuationToken": str(start + _PAGE)} if start + _PAGE < len(found) else page
