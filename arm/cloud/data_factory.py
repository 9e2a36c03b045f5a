"""Azure Data Factory: the factory and its resources, triggers, and pipeline runs, as plain dicts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from arm.cloud.connection import Connection
from arm.cloud.failures import told

# The SDK's operations for each resource type that a template holds, by the type's name there.
_OPERATIONS = {
    "pipelines": "pipelines",
    "datasets": "datasets",
    "linkedServices": "linked_services",
    "triggers": "triggers",
    "integrationRuntimes": "integration_runtimes",
    "dataflows": "data_flows",
    "adfcdcs": "change_data_capture",
    "credentials": "credential_operations",
    "managedVirtualNetworks": "managed_virtual_networks",
    "globalparameters": "global_parameters",
}


class DataFactory:
    """The target's factory. Typed models lose an activity's type when sent, so plain dicts go both ways."""

    def __init__(self, connection: Connection) -> None:
        from azure.mgmt.datafactory import DataFactoryManagementClient

        self._target = connection.target
        self._where = (connection.target.resource_group, connection.target.factory_name)
        self._client = connection.management_client(DataFactoryManagementClient)

    def get(self) -> dict[str, Any] | None:
        """The factory as Azure describes it, None if there is none."""
        from azure.core.exceptions import ResourceNotFoundError

        with told(f"read factory {self._target.factory_name}"):
            try:
                return dict(self._client.factories.get(*self._where).as_dict())
            except ResourceNotFoundError:
                return None

    def put(self, factory: Mapping[str, Any]) -> None:
        """Create the factory, or update it with the whole of `factory` (start from what `get` gave)."""
        with told(f"write factory {self._target.factory_name}"):
            self._client.factories.create_or_update(*self._where, dict(factory))

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """The deployed resources of a type ("pipelines", "triggers" …): name → what Azure describes it as."""
        with told(f"list {kind} of factory {self._target.factory_name}"):
            found = getattr(self._client, _OPERATIONS[kind]).list_by_factory(*self._where)
            return {resource.name: dict(resource.as_dict()) for resource in found}

    def stop_trigger(self, name: str) -> None:
        """Stop a trigger and wait until it is stopped."""
        with told(f"stop trigger {name}"):
            self._client.triggers.begin_stop(*self._where, name).result()

    def start_trigger(self, name: str) -> None:
        """Start a trigger and wait until it is started."""
        with told(f"start trigger {name}"):
            self._client.triggers.begin_start(*self._where, name).result()

    def start_run(self, pipeline: str, parameters: Mapping[str, Any]) -> str:
        """Start a pipeline and give back the run's id."""
        with told(f"start pipeline {pipeline}"):
            return str(self._client.pipelines.create_run(*self._where, pipeline, dict(parameters)).run_id)

    def run(self, run_id: str) -> dict[str, Any]:
        """A pipeline run as it stands: `status`, `message`, `runStart`, `runEnd`, `durationInMs` …"""
        with told(f"read pipeline run {run_id}"):
            return dict(self._client.pipeline_runs.get(*self._where, run_id).as_dict())

    def activity_runs(self, run_id: str) -> list[dict[str, Any]]:
        """The activity runs of a pipeline run, in the order they started; all pages."""
        now = datetime.now(UTC)
        window: dict[str, Any] = {
            "lastUpdatedAfter": (now - timedelta(days=7)).isoformat(),
            "lastUpdatedBefore": (now + timedelta(days=1)).isoformat(),
            "orderBy": [{"orderBy": "ActivityRunStart", "order": "ASC"}],
        }
        found: list[dict[str, Any]] = []
        with told(f"read the activities of run {run_id}"):
            while True:
                page = self._client.activity_runs.query_by_pipeline_run(*self._where, run_id, window).as_dict()
                found += page.get("value", [])
                if not page.get("continuationToken"):
                    return found
                window["continuationToken"] = page["continuationToken"]

    def cancel_run(self, run_id: str) -> None:
        """Cancel a pipeline run and the runs it started."""
        with told(f"cancel pipeline run {run_id}"):
            self._client.pipeline_runs.cancel(*self._where, run_id, is_recursive=True)

    def known_types(self) -> list[str]:
        """The resource types that `resources` can list."""
        return list(_OPERATIONS)
