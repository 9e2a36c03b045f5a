"""What is in a factory — pipelines, datasets, triggers and so on: put, given back, deleted."""

import uuid
from collections.abc import Mapping
from typing import Any

from arm.armlanguage.secure import mask
from arm.local.datafactory import errors
from arm.local.datafactory.additions import added
from arm.local.datafactory.factories import Document, Factories, Where
from arm.local.datafactory.kinds import KINDS, NAMESPACE, PRIVATE_ENDPOINTS, TRIGGERS, Kind
from arm.local.datafactory.masking import known_places, masked, masked_linked_service
from arm.local.datafactory.references import Reference, references
from arm.local.store import Store


class Resources:
    """The resources of all factories. A record has what Azure describes, and beside it what it refers to."""

    def __init__(self, store: Store, factories: Factories) -> None:
        self._store = store
        self._factories = factories

    def all(self, where: Where, kind: Kind) -> list[Document]:
        """The resources of a kind in a factory, by name, as Azure describes them."""
        self._factories.get(where)
        return [_wire(record) for record in self._store.children("factories", *where, kind.key)]

    def get(self, where: Where, kind: Kind, name: str) -> Document:
        """A resource of a factory. CloudError if the factory or the resource isn't there."""
        return _wire(self._record(where, kind, name))

    def put(
        self, where: Where, kind: Kind, name: str, body: Mapping[str, Any], if_match: str | None = None
    ) -> tuple[Document, bool]:
        """Create or replace a resource of a factory; whether it is new. Refused as Data Factory refuses it."""
        properties = body.get("properties")
        if not isinstance(properties, dict):
            raise errors.bad_request(where, kind, name, "The request body must have 'properties'.")
        with self._store.lock:
            if not self._factories.exists(where):
                raise errors.no_parent(where)
            old = self._store.get("factories", *where, kind.key, name)
            errors.check_etag(old, if_match)
            errors.check_may_change(kind, old)
            found = references(mask(properties))
            self._check_references(where, kind, name, found)
            record = {
                "id": f"{self._factories.get(where)['id']}/{_path(kind, name)}",
                "name": name.rpartition("/")[2],
                "type": f"{NAMESPACE}/factories/{kind.type}",
                "properties": added(kind, where[2], properties, _kept(kind, properties, old)),
                "etag": str(uuid.uuid4()),
                "references": [list(each) for each in found],
                "places": known_places(properties) if kind.key == "linkedservices" else {},
                "subscription": (old or {}).get("subscription", "Disabled"),
            }
            self._store.put(("factories", *where, kind.key, name), record)
        return _wire(record), old is None

    def preview(
        self, where: Where, kind: Kind, name: str, body: Mapping[str, Any]
    ) -> tuple[Document | None, Document]:
        """The `properties` that are there (None: nothing) and those that `put` would make of `body`."""
        old: Document | None = self._store.get("factories", *where, kind.key, name)
        properties = body.get("properties") or {}
        new = added(kind, where[2], properties, _kept(kind, properties, old))
        if old and "encryptedCredential" in (old["properties"].get("typeProperties") or {}):
            new["typeProperties"]["encryptedCredential"] = old["properties"]["typeProperties"]["encryptedCredential"]
        return {"properties": old["properties"]} if old else None, {"properties": new}

    def delete(self, where: Where, kind: Kind, name: str) -> bool:
        """Delete a resource of a factory; whether there was one. Refused while another refers to it."""
        with self._store.lock:
            self._factories.get(where)
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
        """Start or stop a trigger; what it starts is there, or it couldn't have been put."""
        with self._store.lock:
            record = self._record(where, TRIGGERS, name)
            properties = {**record["properties"], "runtimeState": state}
            new = {**record, "properties": properties, "etag": str(uuid.uuid4())}
            self._store.put(("factories", *where, TRIGGERS.key, name), new)

    def subscribe(self, where: Where, name: str, status: str) -> None:
        """Subscribe a trigger to the events of other services ("Enabled"), or end that ("Disabled")."""
        with self._store.lock:
            record = self._record(where, TRIGGERS, name)
            self._store.put(("factories", *where, TRIGGERS.key, name), {**record, "subscription": status})

    def subscription(self, where: Where, name: str) -> str:
        """Whether a trigger is subscribed to events: Enabled or Disabled."""
        return str(self._record(where, TRIGGERS, name).get("subscription", "Disabled"))

    def runnable(self, where: Where, kind: Kind) -> dict[str, Document]:
        """The `properties` of a factory's resources by name, for runs: linked services know their places."""
        records = self._store.children("factories", *where, kind.key)
        return {record["name"]: _with_places(record) for record in records}

    def _record(self, where: Where, kind: Kind, name: str) -> Document:
        self._factories.get(where)
        record: Document | None = self._store.get("factories", *where, kind.key, name)
        if record is None:
            raise errors.not_found(where, kind, name)
        return record

    def _check_references(self, where: Where, kind: Kind, name: str, found: list[Reference]) -> None:
        """Refuse a reference to what isn't there; ADF Studio lets a change data capture go before what it names."""
        if kind.key == "adfcdcs":
            return
        for target_kind, target in found:
            itself = (target_kind, target.lower()) == (kind.key, name.lower())
            if not itself and self._store.get("factories", *where, target_kind, target) is None:
                message = f"The document creation or update failed because of invalid reference '{target}'."
                raise errors.bad_request(where, kind, name, message)

    def _users(self, where: Where, kind: Kind, name: str) -> list[str]:
        """The names of other resources that refer to this one."""
        wanted = (kind.key, name.lower())
        return [
            record["name"]
            for each in KINDS.values()
            for record in self._store.children("factories", *where, each.key)
            if wanted in {(target[0], target[1].lower()) for target in record["references"]}
            and (each.key, record["name"].lower()) != wanted
        ]


def _kept(kind: Kind, properties: Mapping[str, Any], old: Document | None) -> Document:
    """What is kept of a resource's properties: no secret; and a trigger's state isn't changed by writing it.

    A new trigger is stopped: https://learn.microsoft.com/rest/api/datafactory/triggers/create-or-update
    """
    kept: Document = masked_linked_service(properties) if kind.key == "linkedservices" else masked(dict(properties))
    if kind is TRIGGERS:
        kept["runtimeState"] = old["properties"]["runtimeState"] if old else "Stopped"
    return kept


def _path(kind: Kind, name: str) -> str:
    """The end of a resource's id; a private endpoint's name is `network/endpoint`."""
    if kind is PRIVATE_ENDPOINTS:
        network, _, endpoint = name.partition("/")
        return f"managedVirtualNetworks/{network}/managedPrivateEndpoints/{endpoint}"
    return f"{kind.type}/{name}"


def _wire(record: Document) -> Document:
    return {key: value for key, value in record.items() if key not in ("references", "places", "subscription")}


def _with_places(record: Document) -> Document:
    properties: Document = record["properties"]
    if not record["places"]:
        return properties
    return {**properties, "typeProperties": {**properties["typeProperties"], **record["places"]}}
