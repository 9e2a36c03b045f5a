"""Routes that are Local Azure's own; no dial strikes them, and all begin with /local/."""

import os
from typing import Any

from arm.local import times
from arm.local.azure import LocalAzure
from arm.local.routing import Basis, Routes
from arm.local.wire import CloudError, Request, Response, answer

ROUTES = Routes("Local Azure", "/local/", "arm/local/admin/routes.py")


@ROUTES.add("GET", "/local/status", basis=Basis.OURS)
def status(azure: LocalAzure, request: Request) -> Response:
    """Says since when it runs, where its state is, whether it is busy, and which state files it refused."""
    return answer(
        {
            "pid": os.getpid(),
            "state": str(azure.state),
            "started": times.stamp(azure.started),
            "busy": azure.busy(),
            "problems": azure.store.problems,
        }
    )


@ROUTES.add("POST", "/local/shutdown", basis=Basis.OURS)
def shutdown(azure: LocalAzure, request: Request) -> Response:
    """Stops Local Azure; what runs is cancelled."""
    azure.stop()
    return Response(202)


@ROUTES.add("PUT", "/local/dials", basis=Basis.OURS)
def set_dials(azure: LocalAzure, request: Request) -> Response:
    """Sets the dials for faults and delays (below); `{}` sets them back."""
    azure.dials.set(request.object())
    if not azure.dials.deployment.polls:
        azure.deployments.hurry()
    return Response(204)


@ROUTES.add("GET", "/local/dials", basis=Basis.OURS)
def read_dials(azure: LocalAzure, request: Request) -> Response:
    """Says what happened since the dials were set: requests counted, how often each fault struck, what is held."""
    return answer(azure.dials.seen())


@ROUTES.add("GET", "/local/mounts", basis=Basis.OURS)
def get_mounts(azure: LocalAzure, request: Request) -> Response:
    """Gets the DBFS mounts."""
    return answer(azure.mounts.all())


@ROUTES.add("PUT", "/local/mounts", basis=Basis.OURS)
def put_mounts(azure: LocalAzure, request: Request) -> Response:
    """Adds DBFS mounts: `{"/mnt/raw": {"account": "…", "container": "raw"}}`."""
    azure.mounts.add(request.object())
    return answer(azure.mounts.all())


@ROUTES.add("GET", "/local/requests", basis=Basis.OURS)
def requests(azure: LocalAzure, request: Request) -> Response:
    """Gives the log of requests: number, method, path, status, milliseconds; `since` leaves out the earlier ones."""
    since = request.query.get("since", "0")
    if not (since.isascii() and since.isdecimal()):
        raise CloudError(400, "InvalidQueryParameter", "since must be the number of a request.")
    shown: dict[str, Any] = {"value": azure.journal.since(int(since))}
    return answer(shown)


@ROUTES.add("DELETE", "/local/requests", basis=Basis.OURS)
def clear_requests(azure: LocalAzure, request: Request) -> Response:
    """Clears the log of requests."""
    azure.journal.clear()
    return Response(204)
