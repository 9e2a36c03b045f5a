"""Databricks: notebooks in a workspace and runs on a cluster, by databricks-cli's SDK behind one small class."""

import base64
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from arm.cloud.connection import Connection, require_databricks
from arm.cloud.failures import told
from arm.cloud.patience import Patience, header_map, is_safe

_TIMEOUT_SECONDS = 60.0
_CONNECTIONS = 16


@dataclass(frozen=True)
class Entry:
    """What is at a path of the workspace: `kind` is NOTEBOOK, DIRECTORY …, `language` a notebook's."""

    path: str
    kind: str
    language: str = ""


class Databricks:
    """The target's Databricks workspace. May be used from several threads at once."""

    def __init__(self, connection: Connection) -> None:
        from databricks_cli.sdk.api_client import ApiClient
        from databricks_cli.sdk.service import JobsService, WorkspaceService

        host = require_databricks(connection)
        client = ApiClient(host=host)
        client.url = f"{host}/api/"  # ApiClient drops the port
        _equip(client.session, connection)
        self._cluster = connection.target.databricks.cluster_id
        self._workspace = WorkspaceService(client)
        self._jobs = JobsService(client)

    def make_folder(self, folder: str) -> None:
        """Make a workspace folder and those above it; nothing happens if it is there."""
        with told(f"make workspace folder {folder}"):
            self._workspace.mkdirs(folder)

    def import_notebook(self, path: str, source: str, language: str = "PYTHON") -> None:
        """Write a notebook (its text in source format) to a workspace path, replacing an earlier one.

        Either the whole notebook is there afterwards, or TargetError is raised and the earlier one stands.
        """
        content = base64.b64encode(source.encode("utf-8")).decode("ascii")
        with told(f"import notebook {path}"):
            self._workspace.import_workspace(path, "SOURCE", language, content, overwrite=True)

    def export_notebook(self, path: str) -> str | None:
        """A notebook's text in source format, None if there is none."""
        with told(f"export notebook {path}"):
            found = _unless_missing(lambda: self._workspace.export_workspace(path, "SOURCE"))
        return None if found is None else base64.b64decode(found["content"]).decode("utf-8-sig")

    def delete_notebook(self, path: str) -> None:
        """Delete a notebook; nothing happens if there is none."""
        with told(f"delete notebook {path}"):
            _unless_missing(lambda: self._workspace.delete(path))

    def entries(self, folder: str) -> list[Entry] | None:
        """What is directly in a workspace folder; None if there is no such folder."""
        with told(f"list workspace folder {folder}"):
            found = _unless_missing(lambda: self._workspace.list(folder))
        if found is None:
            return None
        return [
            Entry(each["path"], str(each.get("object_type", "")), str(each.get("language", "")))
            for each in found.get("objects", [])
        ]

    def notebooks(self, folder: str) -> list[str]:
        """The paths of the notebooks directly in a workspace folder; [] if there is no such folder."""
        return [entry.path for entry in self.entries(folder) or [] if entry.kind == "NOTEBOOK"]

    def submit(self, name: str, notebook: str, parameters: Mapping[str, str], timeout: float) -> int:
        """Start a one-time run of a notebook on the environment's cluster; gives back the run's id.

        A token makes it safe to send twice: https://docs.databricks.com/api/azure/workspace/jobs/submit
        """
        task = {"notebook_path": notebook, "base_parameters": dict(parameters)}
        with told(f"run notebook {notebook}"):
            answer = self._jobs.submit_run(
                run_name=name,
                existing_cluster_id=self._cluster,
                notebook_task=task,
                timeout_seconds=int(timeout),
                idempotency_token=uuid.uuid4().hex,
            )
        return int(answer["run_id"])

    def run(self, run_id: int) -> dict[str, Any]:
        """A notebook run as it stands: `state` with life_cycle_state, result_state and state_message …"""
        with told(f"read notebook run {run_id}"):
            return dict(self._jobs.get_run(run_id))

    def output(self, run_id: int) -> dict[str, Any]:
        """The output of an ended run: `notebook_output.result` (what the notebook exited with), `error` …"""
        with told(f"read the output of notebook run {run_id}"):
            return dict(self._jobs.get_run_output(run_id))


def _unless_missing(ask: Callable[[], Any]) -> Any:
    """The answer, or None where the workspace says that nothing is there."""
    import requests

    try:
        return ask()
    except requests.HTTPError as error:
        if error.response is not None and error.response.status_code == 404:
            return None
        raise


def _equip(session: Any, connection: Connection) -> None:
    """Give databricks-cli's session what it lacks: time-outs, our patience in place of its own, fresh tokens."""
    from requests.adapters import HTTPAdapter

    session.trust_env = not connection.target.is_local  # no proxy between us and Local Azure
    session.auth = _bearer(connection.databricks_token)
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_connections=2, pool_maxsize=_CONNECTIONS, max_retries=0))
    plain = session.request

    def request(method: str, url: str, **options: Any) -> Any:
        return _patiently(
            connection.patience, method, url, lambda: plain(method, url, **{"timeout": _TIMEOUT_SECONDS, **options})
        )

    session.request = request


def _patiently(patience: Patience, method: str, url: str, send: Callable[[], Any]) -> Any:
    import requests

    def unsent(error: BaseException) -> bool:
        return isinstance(error, requests.ConnectTimeout)

    return patience.send(
        send,
        lambda response: (response.status_code, header_map(response.headers)),
        safe=is_safe(method, urlsplit(url).path),
        unanswered=lambda error: isinstance(error, requests.ConnectionError | requests.Timeout),
        unsent=unsent,
    )


def _bearer(token: Callable[[], str]) -> Callable[[Any], Any]:
    """An authentication for requests that asks for the token each time: Microsoft Entra's last about an hour."""

    def authenticate(request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {token()}"
        return request

    return authenticate
