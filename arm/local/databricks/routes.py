"""Routes of the Databricks workspace and its jobs, versions 2.0 to 2.2 of the API alike."""

import base64
import binascii
from pathlib import Path
from typing import Any

from arm.local.azure import LocalAzure
from arm.local.databricks import formats
from arm.local.databricks.errors import invalid
from arm.local.routing import Basis, Routes
from arm.local.wire import CloudError, Request, Response, answer

ROUTES = Routes("Databricks", "/api/2.", "arm/local/databricks/routes.py")
WORKSPACE = "/api/2.0/workspace"
RUNS = "/api/{version}/jobs/runs"
DOCS = "https://docs.databricks.com/api/azure/workspace/"


def _body(request: Request) -> dict[str, Any]:
    try:
        return request.object()
    except CloudError as error:
        raise invalid(str(error)) from None


def _required(values: Any, name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not value:
        raise invalid(f"Missing required field: {name}")
    return value


@ROUTES.add("POST", WORKSPACE + "/import", link=DOCS + "workspace/import")
def import_item(azure: LocalAzure, request: Request) -> Response:
    """Imports a notebook (format SOURCE), a file (RAW), or either by its extension and header (AUTO)."""
    body = _body(request)
    try:
        content = base64.b64decode(str(body.get("content", "")), validate=True)
    except binascii.Error:
        raise invalid("The content isn't base64-encoded.") from None
    asked, language = str(body.get("format", "SOURCE")), str(body.get("language"))
    path, language = formats.recognized(asked, _required(body, "path"), language, content)
    azure.workspace.write(path, language, content, bool(body.get("overwrite")))
    return answer({})


@ROUTES.add("GET", WORKSPACE + "/export", link=DOCS + "workspace/export")
def export_item(azure: LocalAzure, request: Request) -> Response:
    """Exports a notebook (format SOURCE or AUTO) or a file (AUTO); the bytes themselves if direct_download=true."""
    entry = azure.workspace.entry(_required(request.query, "path"))
    formats.check_export(request.query.get("format", "SOURCE"), entry)
    content = entry.file.read_bytes()
    if request.query.get("direct_download") == "true":
        return Response(200, content, {"Content-Type": "application/octet-stream"})
    kind = (entry.file if entry.language else Path(entry.path)).suffix[1:]
    return answer({"content": base64.b64encode(content).decode(), "file_type": kind})


@ROUTES.add("POST", WORKSPACE + "/mkdirs", link=DOCS + "workspace/mkdirs")
def make_folder(azure: LocalAzure, request: Request) -> Response:
    """Creates a folder and those above it."""
    azure.workspace.make_folder(_required(_body(request), "path"))
    return answer({})


@ROUTES.add("GET", WORKSPACE + "/list", link=DOCS + "workspace/list")
def list_folder(azure: LocalAzure, request: Request) -> Response:
    """Lists a folder; an empty one has no `objects`."""
    entries = azure.workspace.children(_required(request.query, "path"))
    return answer({"objects": [entry.wire() for entry in entries]} if entries else {})


@ROUTES.add("POST", WORKSPACE + "/delete", link=DOCS + "workspace/delete")
def delete(azure: LocalAzure, request: Request) -> Response:
    """Deletes a notebook, a file or a folder; a folder that isn't empty only if `recursive`."""
    body = _body(request)
    azure.workspace.delete(_required(body, "path"), bool(body.get("recursive")))
    return answer({})


@ROUTES.add("GET", WORKSPACE + "/get-status", link=DOCS + "workspace/getstatus")
def get_status(azure: LocalAzure, request: Request) -> Response:
    """Says what is at a path: a folder, a file, or a notebook with its language."""
    return answer(azure.workspace.entry(_required(request.query, "path")).wire())


@ROUTES.add("POST", RUNS + "/submit", link=DOCS + "jobs/submit")
def submit(azure: LocalAzure, request: Request) -> Response:
    """Starts a one-time run of notebook tasks, one after the other, in processes of their own; no cluster is made."""
    body = _body(request)
    tasks = body.get("tasks")
    single = tasks is None
    found = [body] if single else tasks
    if not isinstance(found, list) or not found:
        raise invalid("At least one task is required.")
    for task in found:
        _check_task(task, single)
    if not single and len({task["task_key"] for task in found}) < len(found):
        raise invalid("Each task needs a task_key of its own.")
    timeout = _seconds(body) or None
    return answer({"run_id": azure.jobs.submit(str(body.get("run_name", "Untitled")), found, single, timeout)})


def _check_task(task: Any, single: bool) -> None:
    if not isinstance(task, dict) or not isinstance(task.get("notebook_task"), dict):
        raise invalid("Only notebook_task can be run here.")
    _required(task["notebook_task"], "notebook_path")
    if not isinstance(task["notebook_task"].get("base_parameters") or {}, dict):
        raise invalid("base_parameters must be an object.")
    _seconds(task)
    if not single:
        _required(task, "task_key")


def _seconds(values: Any) -> float:
    """The `timeout_seconds` of a run or a task; 0 for none."""
    seconds = values.get("timeout_seconds", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise invalid(f"timeout_seconds must be a number of seconds, not {seconds!r}.")
    return seconds


@ROUTES.add("GET", RUNS + "/get", link=DOCS + "jobs/getrun")
def get_run(azure: LocalAzure, request: Request) -> Response:
    """Gets a run with its state and its tasks."""
    return answer(_run(azure.jobs.get(_run_id(request.query))))


@ROUTES.add("GET", RUNS + "/list", basis=Basis.ASSUMED, link=DOCS + "jobs/listruns")
def list_runs(azure: LocalAzure, request: Request) -> Response:
    """Lists the runs, the latest first, all on one page; understands no filter."""
    found = azure.jobs.all()
    return answer({"runs": [_run(each) for each in found], "has_more": False} if found else {"has_more": False})


@ROUTES.add("GET", RUNS + "/get-output", link=DOCS + "jobs/getrunoutput")
def get_output(azure: LocalAzure, request: Request) -> Response:
    """Gets what a notebook run returned, or its error; and, as Azure doesn't for notebooks, the end of its log."""
    run_id = _run_id(request.query)
    return answer({**azure.jobs.output(run_id), "metadata": _run(azure.jobs.get(run_id))})


@ROUTES.add("POST", RUNS + "/cancel", link=DOCS + "jobs/cancelrun")
def cancel(azure: LocalAzure, request: Request) -> Response:
    """Cancels a run."""
    azure.jobs.cancel(_run_id(_body(request)))
    return answer({})


def _run_id(values: Any) -> int:
    try:
        return int(values.get("run_id"))
    except (TypeError, ValueError):
        raise invalid("Missing or invalid field: run_id") from None


def _run(record: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in record.items() if key not in ("single", "outputs")}
    return {**shown, "job_id": record["run_id"], "run_type": "SUBMIT_RUN", "creator_user_name": "local"}
