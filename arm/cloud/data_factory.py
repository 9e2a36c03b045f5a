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
ENDPOINTS = "managedVirtualNetworks/managedPrivateEndpoints"


class DataFactory:
    """The target's factory. Typed models lose an activity's type when sent, so plain dicts go both ways."""

    def __init__(self, connection: Connection) -> None:
        from azure.mgmt.datafactory import DataFactoryManagementClient

        self._target = connection.target
        self._where = (connection.target.resource_group, connection.target.factory_name)
        self._patience, self._polling_seconds = connection.patience, connection.polling_seconds
        self._client = connection.management_client(DataFactoryManagementClient)

    def get(self) -> dict[str, Any] | None:
        """The factory as Azure describes it, None if there is none."""
        from azure.core.exceptions import ResourceNotFoundError

        with told(f"read factory {self._target.factory_name}"):
            try:
                return dict(self._client.factories.get(*self._where).as_dict())
            except ResourceNotFoundError:
                return None

    def put(self, factory: Mapping[str, Any], *, etag: str | None = None) -> None:
        """Create the factory, or update it with the whole of `factory` (start from what `get` gave).

        With an `etag`, TargetError if the factory isn't that version any more.
        """
        condition = {"headers": {"If-Match": etag}} if etag else {}
        with told(f"write factory {self._target.factory_name}"):
            self._client.factories.create_or_update(*self._where, dict(factory), **condition)

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """The deployed resources of a type ("pipelines", "triggers" …): name → what Azure describes it as.

        A managed private endpoint's name is `<network>/<endpoint>`.
        """
        with told(f"list {kind} of factory {self._target.factory_name}"):
            if kind == ENDPOINTS:
                return self._private_endpoints()
            found = getattr(self._client, _OPERATIONS[kind]).list_by_factory(*self._where)
            return {resource.name: dict(resource.as_dict()) for resource in found}

    def _private_endpoints(self) -> dict[str, dict[str, Any]]:
        networks = self._client.managed_virtual_networks.list_by_factory(*self._where)
        found = {}
        for network in networks:
            for endpoint in self._client.managed_private_endpoints.list_by_factory(*self._where, network.name):
                found[f"{network.name}/{endpoint.name}"] = dict(endpoint.as_dict())
        return found

    def delete(self, kind: str, name: str) -> None:
        """Delete a resource of the factory; nothing happens if it isn't there."""
        from azure.core.exceptions import ResourceNotFoundError

        operations = "managed_private_endpoints" if kind == ENDPOINTS else _OPERATIONS[kind]
        with told(f"delete {kind}/{name}"):
            try:
                getattr(self._client, operations).delete(*self._where, *name.split("/"))
            except ResourceNotFoundError:
                return

    def stop_trigger(self, name: str, *, subscribed: bool = False) -> None:
        """Stop a trigger and wait until it is stopped; one that is `subscribed` to events is unsubscribed before.

        https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-sample-script
        """
        with told(f"stop trigger {name}"):
            if subscribed:
                self._finish(self._client.triggers.begin_unsubscribe_from_events(*self._where, name))
            self._finish(self._client.triggers.begin_stop(*self._where, name))

    def start_trigger(self, name: str, *, subscribed: bool = False) -> None:
        """Start a trigger and wait until it is started; one that is to be `subscribed` to events is so before."""
        with told(f"start trigger {name}"):
            if subscribed:
                self._finish(self._client.triggers.begin_subscribe_to_events(*self._where, name))
            self._finish(self._client.triggers.begin_start(*self._where, name))

    def _finish(self, poller: Any) -> None:
        """Wait for a long operation; Halted when the work is called off."""
        while not poller.done():
            poller.wait(min(self._polling_seconds, 0.5))
            self._patience.sleep(0)
        poller.result()

    def pipeline(self, name: str) -> dict[str, Any]:
        """The `properties` of a deployed pipeline."""
        with told(f"read pipeline {name}"):
            return dict(self._client.pipelines.get(*self._where, name).as_dict().get("properties") or {})

    def start_run(self, pipeline: str, parameters: Mapping[str, Any], **rerun: Any) -> str:
        """Start a pipeline and give back the run's id.

        `rerun` says of which run it is one: reference_pipeline_run_id, is_recovery, start_activity_name,
        start_from_failure (https://learn.microsoft.com/rest/api/datafactory/pipelines/create-run).
        """
        with told(f"start pipeline {pipeline}"):
            return str(self._client.pipelines.create_run(*self._where, pipeline, dict(parameters), **rerun).run_id)

    def run(self, run_id: str) -> dict[str, Any]:
        """A pipeline run as it stands: `status`, `message`, `runStart`, `runEnd`, `durationInMs` …"""
        with told(f"read pipeline run {run_id}"):
            return dict(self._client.pipeline_runs.get(*self._where, run_id).as_dict())

    def activity_runs(self, run_id: str, since: datetime | None = None) -> list[dict[str, Any]]:
        """The activity runs of a pipeline run, or those updated since then, in the order they started; all pages."""
        now = datetime.now(UTC)
        window: dict[str, Any] = {
            "lastUpdatedAfter": (since or now - timedelta(days=30)).isoformat(),
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
        return [*_OPERATIONS, ENDPOINTS]
