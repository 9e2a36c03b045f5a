"""Deployments inside of deployments: resources of type Microsoft.Resources/deployments, such as linked templates."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from arm.local.dials import DeploymentDial
from arm.local.resource_manager.ids import ResourceId
from arm.local.wire import CloudError

if TYPE_CHECKING:
    from arm.local.resource_manager.deployments import Deployments
    from arm.local.resource_manager.records import Requested


class NestedDeployments:
    """Microsoft.Resources as a resource provider: each of its resources is a deployment with a record of its own."""

    def __init__(self, deployments: "Deployments") -> None:
        self._deployments = deployments

    def check(self, identity: ResourceId, body: Mapping[str, Any]) -> None:
        """Refuse what a deployment of its own would be refused for, before anything is deployed."""
        if identity.type.lower() != "microsoft.resources/deployments":
            raise CloudError(
                501,
                "NotImplemented",
                f"Local Azure has no {identity.type}: add it in arm/local/resource_manager/nested.py.",
            )
        self.nested(identity, body)

    def nested(self, identity: ResourceId, body: Mapping[str, Any]) -> "Requested":
        """The nested deployment, evaluated."""
        group = str(body.get("resourceGroup") or identity.group)
        return self._deployments.request(identity.subscription, group, identity.names[0], body)

    def put_resource(self, identity: ResourceId, body: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """Carry the nested deployment out, to its end. CloudError ResourceDeploymentFailure if it fails."""
        requested = self.nested(identity, body)
        worker, _, new = self._deployments.begin(requested, DeploymentDial())
        worker.run()
        record = self._deployments.get(requested.subscription, requested.group, requested.name)
        if record["properties"]["provisioningState"] != "Succeeded":
            raise CloudError(
                409,
                "ResourceDeploymentFailure",
                "The resource operation completed with terminal provisioning state 'Failed'.",
                details=[record["properties"]["error"]],
            )
        return record, new

    def preview(self, identity: ResourceId, body: Mapping[str, Any]) -> tuple[None, dict[str, Any]]:
        """A deployment as a resource is always new; what it deploys is asked for by `nested`."""
        return None, {}
