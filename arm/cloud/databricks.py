"""Databricks: notebooks in a workspace and runs on a cluster, by databricks-cli's SDK behind one small class."""

import base64
from collections.abc import Mapping
from typing import Any

from arm.cloud.connection import Connection, require_databricks
from arm.cloud.failures import told

_TIMEOUT_SECONDS = 60.0


class Databricks:
    """The target's Databricks workspace."""

    def __init__(self, connection: Connection) -> None:
        from databricks_cli.sdk.api_client import ApiClient
        from databricks_cli.sdk.service import JobsService, WorkspaceService

        host = require_databricks(connection)
        client = ApiClient(host=host, token=connection.databricks_token())
        client.url = f"{host}/api/"  # ApiClient drops the port
        client.session.trust_env = not connection.target.is_local  # no proxy between us and Local Azure
        _bound_time(client.session)
        self._cluster = connection.target.databricks.cluster_id
        self._workspace = WorkspaceService(client)
        self._jobs = JobsService(client)

    def make_folder(self, folder: str) -> None:
        """Make a workspace folder and those above it; nothing happens if it is there."""
        with told(f"make workspace folder {folder}"):
            self._workspace.mkdirs(folder)

    def import_notebook(self, path: str, source: str) -> None:
        """Write a Python notebook (the text of its .py source) to a workspace path, replacing an earlier one."""
        content = base64.b64encode(source.encode("utf-8")).decode("ascii")
        with told(f"import notebook {path}"):
            self._workspace.import_workspace(path, "SOURCE", "PYTHON", content, overwrite=True)

    def notebooks(self, folder: str) -> list[str]:
        """The paths of the notebooks directly in a workspace folder; [] if there is no such folder."""
        import requests

        with told(f"list workspace folder {folder}"):
            try:
                found = self._workspace.list(folder).get("objects", [])
            except requests.HTTPError as error:
                if error.response is not None and error.response.status_code == 404:
                    return []
                raise
        return [entry["path"] for entry in found if entry.get("object_type") == "NOTEBOOK"]

    def submit(self, name: str, notebook: str, parameters: Mapping[str, str], timeout: float) -> int:
        """Start a one-time run of a notebook on the environment's cluster; gives back the run's id."""
        task = {"notebook_path": notebook, "base_parameters": dict(parameters)}
        with told(f"run notebook {notebook}"):
            answer = self._jobs.submit_run(
                run_name=name, existing_cluster_id=self._cluster, notebook_task=task, timeout_seconds=int(timeout)
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


def _bound_time(session: Any) -> None:
    """Give every request of databricks-cli's session a time-out: it sets none of its own."""
    plain = session.request

    def request(method: str, url: str, **options: Any) -> Any:
        return plain(method, url, **{"timeout": _TIMEOUT_SECONDS, **options})

    session.request = request
