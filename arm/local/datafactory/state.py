"""Factories and what is in them: what may be put, what is kept of it, what is given back."""

import uuid
from collections.abc import Mapping
from typing import Any

from arm.armlanguage.secure import mask
from arm.local import times
from arm.local.datafactory import errors
from arm.local.datafactory.kinds import KINDS, NAMESPACE, PRIVATE_ENDPOINTS, Kind
from arm.local.datafactory.masking import known_places, masked, masked_linked_service
from arm.local.datafactory.references import references
from arm.local.resource_manager.ids import ResourceId
from arm.local.store import Store
from arm.local.wire import CloudError

Document = dict[str, Any]
Where = tuple[str, str, str]  # subscription, resource group, factory


class DataFactory:
    """The factories of all resource groups; also the resource provider that deployments put resources with."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Factories

    def factories(self, subscription: str, group: str | None = None) -> list[Document]:
        """The factories of a resource group, or of a subscription, as Azure describes them."""
        groups = [group] if group else self._store.below("factories", subscription)
        return [each for name in groups for each in self._store.children("factories", subscription, name)]

    def factory(self, where: Where) -> Document:
        """A factory. CloudError ResourceGroupNotFound or ResourceNotFound."""
        found: Document | None = self._store.get("factories", *where)
        if found is not None:
            return found
        if self._store.get("groups", *where[:2]) is None:
            raise CloudError(404, "ResourceGroupNotFound", f"Resource group '{where[1]}' could not be found.")
        raise errors.no_factory(where)

    def put_factory(
        self, where: Where, body: Mapping[str, Any], if_match: str | None = None
    ) -> tuple[Document, bool]:
        """Create or replace a factory (what the body leaves out is gone, global parameters too); is it new."""
        with self._store.lock:
            group = self._store.get("groups", *where[:2])
            if group is None:
                raise CloudError(404, "ResourceGroupNotFound", f"Resource group '{where[1]}' could not be found.")
            old = self._store.get("factories", *where)
            errors.check_etag(old, if_match)
            name = old["name"] if old else where[2]
            identity = str(ResourceId(where[0], group["name"], NAMESPACE, ("factories",), (name,)))
            given = masked(dict(body.get("properties") or {}))
            record = {
                "name": name,
                "id": identity,
                "type": f"{NAMESPACE}/factories",
                "location": body.get("location") or (old or group)["location"],
                "tags": mask(body.get("tags") or {}),
                "properties": {
                    **given,
                    "provisioningState": "Succeeded",
                    "createTime": old["properties"]["createTime"] if old else times.now(),
                    "version": "2018-06-01",
                },
                "eTag": f'"{uuid.uuid4()}"',
            }
            if isinstance(body.get("identity"), dict):
                record["identity"] = _identity(identity, mask(body["identity"]))
            self._store.put(("factories", *where), record)
        return record, old is None

    def update_factory(self, where: Where, body: Mapping[str, Any]) -> Document:
        """Change a factory's tags, identity and network access; the rest stays."""
        with self._store.lock:
            old = self.factory(where)
            merged = {key: body.get(key, old.get(key)) for key in ("location", "tags", "identity")}
            merged["properties"] = {**old["properties"], **(body.get("properties") or {})}
            return self.put_factory(where, merged)[0]

    def delete_factory(self, where: Where) -> bool:
        """Delete a factory with all that is in it; whether there was one."""
        with self._store.lock:
            found = self._store.get("factories", *where) is not None
            self._store.delete("factories", *where)
        return found

    # What is in a factory

    def all(self, where: Where, kind: Kind) -> list[Document]:
        """The resources of a kind in a factory, by name, as Azure describes them."""
        self.factory(where)
        return [_wire(record) for record in self._store.children("factories", *where, kind.key)]

    def get(self, where: Where, kind: Kind, name: str) -> Document:
        """A resource of a factory. CloudError if the factory or the resource isn't there."""
        self.factory(where)
        record = self._store.get("factories", *where, kind.key, name)
        if record is None:
            raise errors.not_found(where, kind, name)
        return _wire(record)

    def put(
        self, where: Where, kind: Kind, name: str, body: Mapping[str, Any], if_match: str | None = None
    ) -> tuple[Document, bool]:
        """Create or replace a resource of a factory; whether it is new. Refused as Data Factory refuses it."""
        properties = body.get("properties")
        if not isinstance(properties, dict):
            raise errors.bad_request(where, kind, name, "The request body must have 'properties'.")
        with self._store.lock:
            factory = self._store.get("factories", *where)
            if factory is None:
                self._parent_missing(where, kind)
            old = self._store.get("factories", *where, kind.key, name)
            errors.check_etag(old, if_match)
            errors.check_may_change(kind, old)
            found = references(mask(properties))
            self._check_references(where, kind, name, found)
            record = {
                "id": f"{factory['id']}/{_child_path(kind, name)}",
                "name": name.split("/")[-1],
                "type": f"{NAMESPACE}/factories/{kind.type}",
                "properties": _kept(kind, properties, old),
                "etag": str(uuid.uuid4()),
                "references": [list(each) for each in found],
            }
            if kind.key == "linkedservices":
                record["places"] = known_places(properties)
            self._store.put(("factories", *where, kind.key, name), record)
        return _wire(record), old is None

    def delete(self, where: Where, kind: Kind, name: str) -> bool:
        """Delete a resource of a factory; whether there was one. Refused while another refers to it."""
        with self._store.lock:
            self.factory(where)
            old = self._store.get("factories", *where, kind.key, name)
            if old is None:
                return False
            errors.check_may_change(kind, old)
            for user in self._users(where, kind, name):
                message = f"The document cannot be deleted since it is referenced by {user}."
                raise errors.bad_request(where, kind, name, message)
            self._store.delete("factories", *where, kind.key, name)
        return True

    def set_trigger_state(self, where: Where, name: str, state: str) -> None:
        """Start or stop a trigger. CloudError if it, or a pipeline it is to start, isn't there."""
        kind = KINDS["triggers"]
        with self._store.lock:
            self.get(where, kind, name)
            record = self._store.get("factories", *where, kind.key, name)
            if state == "Started":
                self._check_references(where, kind, name, [(each[0], each[1]) for each in record["references"]])
            properties = {**record["properties"], "runtimeState": state}
            new = {**record, "properties": properties, "etag": str(uuid.uuid4())}
            self._store.put(("factories", *where, kind.key, name), new)

    def runnable(self, where: Where, kind: Kind) -> dict[str, Document]:
        """The `properties` of a factory's resources by name, for runs: linked services know their places."""
        return {
            record["name"]: _with_places(record) for record in self._store.children("factories", *where, kind.key)
        }

    # Global parameters: an object of the factory with routes of its own

    def global_parameters(self, where: Where) -> Document:
        """A factory's global parameters, name → `{"type", "value"}`."""
        found: Document = self.factory(where)["properties"].get("globalParameters") or {}
        return found

    def put_global_parameters(self, where: Where, parameters: Mapping[str, Any]) -> Document:
        """Replace a factory's global parameters."""
        with self._store.lock:
            factory = self.factory(where)
            properties = {**factory["properties"], "globalParameters": mask(dict(parameters))}
            new = {**factory, "properties": properties, "eTag": f'"{uuid.uuid4()}"'}
            self._store.put(("factories", *where), new)
        return self.global_parameters(where)

    # The resource provider

    def check_type(self, identity: ResourceId) -> None:
        """Refuse a resource type that Data Factory doesn't have here."""
        types = tuple(each.lower() for each in identity.types)
        known = types == ("factories",) or (types[0] == "factories" and types[1:] in _TEMPLATE_TYPES)
        if not known:
            raise CloudError(
                501,
                "NotImplemented",
                f"Local Azure has no {identity.type}: add it in arm/local/datafactory/kinds.py.",
            )

    def put_resource(self, identity: ResourceId, body: Mapping[str, Any]) -> tuple[Document, bool]:
        """Put a resource that a template holds, as its route would."""
        where = (identity.subscription, identity.group, identity.names[0])
        types = tuple(each.lower() for each in identity.types)
        if types == ("factories",):
            return self.put_factory(where, body)
        if types[1] == "globalparameters":
            if self._store.get("factories", *where) is None:
                self._parent_missing(where, Kind("globalParameters", "globalparameters", ""))
            return self.put_global_parameters(where, body.get("properties") or {}), False
        kind = PRIVATE_ENDPOINTS if len(types) == 3 else KINDS[types[1]]
        return self.put(where, kind, "/".join(identity.names[1:]), body)

    def _parent_missing(self, where: Where, kind: Kind) -> None:
        factory = ResourceId(where[0], where[1], NAMESPACE, ("factories",), (where[2],))
        raise CloudError(
            404,
            "ParentResourceNotFound",
            f"Failed to perform 'write' on resource(s) of type 'factories/{kind.type}', because the parent resource "
            f"'{factory}' could not be found.",
        )

    def _check_references(self, where: Where, kind: Kind, name: str, found: list[tuple[str, str]]) -> None:
        for target_kind, target in found:
            itself = (target_kind, target.lower()) == (kind.key, name.lower())
            if not itself and self._store.get("factories", *where, target_kind, target) is None:
                message = f"The document creation or update failed because of invalid reference '{target}'."
                raise errors.bad_request(where, kind, name, message)

    def _users(self, where: Where, kind: Kind, name: str) -> list[str]:
        wanted = (kind.key, name.lower())
        return [
            record["name"]
            for each in KINDS.values()
            for record in self._store.children("factories", *where, each.key)
            if wanted in {(target[0], target[1].lower()) for target in record["references"]}
            and (each.key, record["name"].lower()) != wanted
        ]


_TEMPLATE_TYPES = {(key,) for key in KINDS} | {
    ("globalparameters",),
    ("managedvirtualnetworks", "managedprivateendpoints"),
}


def _kept(kind: Kind, properties: Mapping[str, Any], old: Document | None) -> Document:
    """What is kept of a resource's properties: no secret; and a trigger's state isn't changed by writing it.

    A new trigger is stopped: https://learn.microsoft.com/rest/api/datafactory/triggers/create-or-update
    """
    kept: Document = masked_linked_service(properties) if kind.key == "linkedservices" else masked(dict(properties))
    if kind.key == "triggers":
        kept["runtimeState"] = old["properties"]["runtimeState"] if old else "Stopped"
    return kept


def _child_path(kind: Kind, name: str) -> str:
    if kind is PRIVATE_ENDPOINTS:
        network, _, endpoint = name.partition("/")
        return f"managedVirtualNetworks/{network}/managedPrivateEndpoints/{endpoint}"
    return f"{kind.segment}/{name}"


def _wire(record: Document) -> Document:
    return {key: value for key, value in record.items() if key not in ("references", "places")}


def _with_places(record: Document) -> Document:
    properties: Document = record["properties"]
    if not record.get("places"):
        return properties
    return {**properties, "typeProperties": {**properties["typeProperties"], **record["places"]}}


def _identity(factory: str, identity: Mapping[str, Any]) -> Document:
    """A managed identity with the ids that Azure would give it: made from the factory's, so they stay the same."""
    if "SystemAssigned" not in str(identity.get("type", "")):
        return dict(identity)
    made = {"principalId": str(uuid.uuid5(uuid.NAMESPACE_URL, factory.lower())), "tenantId": str(uuid.UUID(int=0))}
    return {**identity, **made}
