"""Azure Resource Manager: resource groups, and deployments of a template."""

from collections.abc import Callable, Mapping
from typing import Any

from arm.cloud.connection import Connection
from arm.cloud.failures import told


class ResourceManager:
    """Resource groups and deployments of one connection's subscription."""

    def __init__(self, connection: Connection) -> None:
        from azure.mgmt.resource.deployments import DeploymentsMgmtClient

        self._connection = connection
        self._group = connection.target.resource_group
        self._deployments = connection.management_client(DeploymentsMgmtClient)

    def resource_group_exists(self) -> bool:
        """Whether the target's resource group is there."""
        from azure.core.exceptions import ResourceNotFoundError

        with told(f"look for resource group {self._group}"):
            try:
                self._groups().resource_groups.get(self._group)
            except ResourceNotFoundError:
                return False
        return True

    def create_resource_group(self) -> None:
        """Create the target's resource group (used for Local Azure only: in Azure its owner does that)."""
        with told(f"create resource group {self._group}"):
            self._groups().resource_groups.create_or_update(
                self._group, {"location": self._connection.target.location}
            )

    def deploy(
        self,
        name: str,
        template: Mapping[str, Any],
        parameters: Mapping[str, Any],
        *,
        tags: Mapping[str, str],
        operation: Callable[[str, str], None],
    ) -> dict[str, Any]:
        """Deploy a template, always Incremental, and wait; gives back the deployment's `properties`.

        `parameters` is the `parameters` object of a parameter file. `operation` hears of each resource that is
        done or failed, as (`<type>/<name>`, provisioning state). TargetError with Azure's own code and message.
        """
        body = {
            "properties": {"mode": "Incremental", "template": template, "parameters": parameters},
            "tags": dict(tags),
        }
        with told(f"deployment {name}"):
            poller = self._deployments.deployments.begin_create_or_update(self._group, name, body)
            seen: set[tuple[str, str]] = set()
            while not poller.done():
                poller.wait(self._connection.polling_seconds)
                self._report(name, seen, operation)
            self._report(name, seen, operation)
            return dict(poller.result().as_dict().get("properties", {}))

    def _report(self, name: str, seen: set[tuple[str, str]], operation: Callable[[str, str], None]) -> None:
        found = [entry.as_dict().get("properties", {}) for entry in self._list_operations(name)]
        for properties in sorted(found, key=lambda each: str(each.get("timestamp", ""))):
            resource = properties.get("targetResource") or {}
            key = (f"{resource.get('resourceType')}/{resource.get('resourceName')}", properties["provisioningState"])
            if resource and key[1] in ("Succeeded", "Failed", "Canceled") and key not in seen:
                seen.add(key)
                operation(*key)

    def _list_operations(self, name: str) -> Any:
        return self._deployments.deployment_operations.list(self._group, name)

    def _groups(self) -> Any:
        from azure.mgmt.resource.resources import ResourceManagementClient

        return self._connection.management_client(ResourceManagementClient)
