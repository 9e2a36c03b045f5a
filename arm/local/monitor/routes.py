"""Routes that the page asks: each gives JSON made for it, with an ETag so that what hasn't changed isn't sent."""

from hashlib import sha256
from typing import Any

from arm.local.azure import LocalAzure
from arm.local.monitor import checks, deployments, logs, notebooks, resources, runs, storage
from arm.local.routing import Basis, Routes
from arm.local.wire import CloudError, Request, Response, answer

ROUTES = Routes("Monitor", "/local/monitor/", "arm/local/monitor/routes.py")
_ROOT = "/local/monitor"


@ROUTES.add("GET", _ROOT + "/runs", basis=Basis.OURS)
def list_runs(azure: LocalAzure, request: Request) -> Response:
    """Lists the latest pipeline runs of all factories."""
    return _answer(request, runs.listed(azure))


@ROUTES.add("GET", _ROOT + "/runs/{run}", basis=Basis.OURS)
def show_run(azure: LocalAzure, request: Request) -> Response:
    """Gives a run and its activities, with those of its child runs."""
    return _answer(request, runs.shown(azure, request.path["run"]))


@ROUTES.add("GET", _ROOT + "/runs/{run}/activities/{activity}", basis=Basis.OURS)
def show_activity(azure: LocalAzure, request: Request) -> Response:
    """Gives an activity run with input, output and error, secrets masked."""
    return _answer(request, runs.activity(azure, request.path["run"], request.path["activity"]))


@ROUTES.add("GET", _ROOT + "/deployments", basis=Basis.OURS)
def list_deployments(azure: LocalAzure, request: Request) -> Response:
    """Lists the deployments of all resource groups."""
    return _answer(request, deployments.listed(azure))


@ROUTES.add("GET", _ROOT + "/deployments/{subscription}/{group}/{deployment}", basis=Basis.OURS)
def show_deployment(azure: LocalAzure, request: Request) -> Response:
    """Gives a deployment with its operations. Asking doesn't count as a poll for the dial."""
    where = (request.path["subscription"], request.path["group"], request.path["deployment"])
    return _answer(request, deployments.shown(azure, *where))


@ROUTES.add("GET", _ROOT + "/resources", basis=Basis.OURS)
def list_resources(azure: LocalAzure, request: Request) -> Response:
    """Lists what is in all factories."""
    return _answer(request, resources.listed(azure))


@ROUTES.add("GET", _ROOT + "/resources/{subscription}/{group}/{factory}/{kind}/{name}", basis=Basis.OURS)
def show_resource(azure: LocalAzure, request: Request) -> Response:
    """Gives a resource of a factory, with what it uses and what uses it."""
    path = request.path
    where = (path["subscription"], path["group"], path["factory"])
    return _answer(request, resources.shown(azure, where, path["kind"], path["name"]))


@ROUTES.add("GET", _ROOT + "/storage", basis=Basis.OURS)
def list_containers(azure: LocalAzure, request: Request) -> Response:
    """Lists the containers of all storage accounts."""
    return _answer(request, storage.accounts(azure))


@ROUTES.add("GET", _ROOT + "/storage/{account}/{container}", basis=Basis.OURS)
def list_folder(azure: LocalAzure, request: Request) -> Response:
    """Lists a folder of a container: `path` names it."""
    path = request.path
    return _answer(request, storage.folder(azure, path["account"], path["container"], request.query.get("path", "")))


@ROUTES.add("GET", _ROOT + "/files/{account}/{container}/{blob...}", basis=Basis.OURS)
def show_file(azure: LocalAzure, request: Request) -> Response:
    """Gives the head of a blob: a table for CSV, JSON and Parquet, else text or bytes."""
    path = request.path
    return _answer(request, storage.file(azure, path["account"], path["container"], path["blob"]))


@ROUTES.add("GET", _ROOT + "/notebooks", basis=Basis.OURS)
def list_notebooks(azure: LocalAzure, request: Request) -> Response:
    """Lists the latest runs of notebooks, by jobs and by pipelines."""
    return _answer(request, notebooks.listed(azure))


@ROUTES.add("GET", _ROOT + "/notebooks/{job}", basis=Basis.OURS)
def show_notebook(azure: LocalAzure, request: Request) -> Response:
    """Gives a job's run with its tasks, their results and its logs."""
    return _answer(request, notebooks.shown(azure, _number(request.path["job"], "job")))


@ROUTES.add("GET", _ROOT + "/logs/{log...}", basis=Basis.OURS)
def show_log(azure: LocalAzure, request: Request) -> Response:
    """Gives a piece of what a notebook printed: from byte `offset`, or without it the end."""
    offset = _number(request.query["offset"], "offset") if "offset" in request.query else None
    return _answer(request, logs.read(azure.state / "runs", request.path["log"], offset))


@ROUTES.add("GET", _ROOT + "/checks", basis=Basis.OURS)
def list_checks(azure: LocalAzure, request: Request) -> Response:
    """Lists the last results of `invoke check`, which lie beside Local Azure's state."""
    return _answer(request, checks.listed(azure.state))


def _answer(request: Request, value: Any) -> Response:
    """The value as JSON; 304 if the page has it already."""
    response = answer(value, Cache_Control="no-store")
    response.headers["ETag"] = tag = f'"{sha256(response.body).hexdigest()[:20]}"'
    return Response(304, headers=response.headers) if request.header("If-None-Match") == tag else response


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise CloudError(400, "InvalidQueryParameter", f"{name} must be a number.")
    return int(text)
