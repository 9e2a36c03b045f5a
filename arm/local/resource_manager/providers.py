"""What Resource Manager needs of a resource provider such as Data Factory."""

from collections.abc import Mapping
from typing import Any, Protocol

from arm.local.resource_manager.ids import ResourceId
from arm.local.resource_manager.records import Requested


class Provider(Protocol):
    """A resource provider: what deployments apply resources with — the same functions as its own routes."""

    def check(self, identity: ResourceId, body: Mapping[str, Any]) -> None:
        """Refuse (CloudError), before anything is deployed, what the provider doesn't have or couldn't deploy."""

    def put_resource(self, identity: ResourceId, body: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """Create or update a resource from what a template says; as Azure describes it, and whether it is new.

        Secure values in `body` are wrapped (arm.armlanguage.secure) and must not be stored.
        """
        ...

    def preview(
        self, identity: ResourceId, body: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any] | None, Mapping[str, Any]]:
        """What `put_resource` would replace (None: nothing) and by what, as far as a template says it."""
        ...

    def nested(self, identity: ResourceId, body: Mapping[str, Any]) -> Requested | None:
        """The deployment that a resource is, if it is one."""
        ...
