"""Data Factory as a resource provider: what deployments put resources with."""

from collections.abc import Mapping
from typing import Any

from arm.armlanguage.secure import mask
from arm.local.datafactory import errors
from arm.local.datafactory.factories import Document, Factories
from arm.local.datafactory.kinds import GLOBAL_PARAMETERS, KINDS, PRIVATE_ENDPOINTS
from arm.local.datafactory.resources import Resources
from arm.local.resource_manager.ids import ResourceId
from arm.local.wire import CloudError

_TYPES = {("factories",), ("factories", "globalparameters")} | {("factories", key) for key in KINDS}
_ENDPOINTS = ("factories", "managedvirtualnetworks", "managedprivateendpoints")


class DataFactoryProvider:
    """Puts what a template holds by the same functions as the routes."""

    def __init__(self, factories: Factories, resources: Resources) -> None:
        self._factories = factories
        self._resources = resources

    def check(self, identity: ResourceId, body: Mapping[str, Any]) -> None:
        """Refuse a resource type that Data Factory doesn't have here."""
        if _types(identity) not in _TYPES | {_ENDPOINTS}:
            raise CloudError(
                501,
                "NotImplemented",
                f"Local Azure has no {identity.type}: add it in arm/local/datafactory/kinds.py.",
            )

    def put_resource(self, identity: ResourceId, body: Mapping[str, Any]) -> tuple[Document, bool]:
        """Put a resource that a template holds; as Azure describes it, and whether it is new."""
        where = (identity.subscription, identity.group, identity.names[0])
        types = _types(identity)
        if types == ("factories",):
            return self._factories.put(where, body)
        if types[1] == GLOBAL_PARAMETERS.key:
            if not self._factories.exists(where):
                raise errors.no_parent(where)
            return self._factories.put_global_parameters(where, body.get("properties") or {}), False
        kind = PRIVATE_ENDPOINTS if types == _ENDPOINTS else KINDS[types[1]]
        return self._resources.put(where, kind, "/".join(identity.names[1:]), body)

    def preview(self, identity: ResourceId, body: Mapping[str, Any]) -> tuple[Document | None, Document]:
        """What is there of a resource (None: nothing) and what would be, as far as a template says it: no secrets."""
        where = (identity.subscription, identity.group, identity.names[0])
        types = _types(identity)
        if types == ("factories",):
            return self._factories.preview(where, body)
        if types[1] == GLOBAL_PARAMETERS.key:
            known = self._factories.global_parameters(where) if self._factories.exists(where) else {}
            return {"properties": known} if known else None, {"properties": mask(body.get("properties") or {})}
        kind = PRIVATE_ENDPOINTS if types == _ENDPOINTS else KINDS[types[1]]
        return self._resources.preview(where, kind, "/".join(identity.names[1:]), body)

    def nested(self, identity: ResourceId, body: Mapping[str, Any]) -> None:
        """None: nothing in a factory is a deployment."""


def _types(identity: ResourceId) -> tuple[str, ...]:
    return tuple(each.lower() for each in identity.types)
