"""Factories: what may be put, what is kept of it, what is given back."""

import uuid
from collections.abc import Mapping
from typing import Any

from arm.armlanguage.secure import mask
from arm.local import times
from arm.local.datafactory import errors
from arm.local.datafactory.kinds import NAMESPACE
from arm.local.datafactory.masking import masked
from arm.local.resource_manager.groups import ResourceGroups
from arm.local.resource_manager.ids import ResourceId
from arm.local.store import Store

Document = dict[str, Any]
Where = tuple[str, str, str]  # subscription, resource group, factory
# What of a factory's properties the service says, not its clients.
_OWN = ("provisioningState", "createTime", "version")


class Factories:
    """The factories of all resource groups."""

    def __init__(self, store: Store, groups: ResourceGroups) -> None:
        self._store = store
        self._groups = groups

    def all(self, subscription: str, group: str | None = None) -> list[Document]:
        """The factories of a resource group, or of a subscription, as Azure describes them."""
        groups = [group] if group else self._store.below("factories", subscription)
        return [each for name in groups for each in self._store.children("factories", subscription, name)]

    def exists(self, where: Where) -> bool:
        """Whether there is such a factory."""
        return self._store.get("factories", *where) is not None

    def get(self, where: Where) -> Document:
        """A factory. CloudError ResourceGroupNotFound or ResourceNotFound."""
        found: Document | None = self._store.get("factories", *where)
        if found is not None:
            return found
        self._groups.get(*where[:2])
        raise errors.no_factory(where)

    def put(self, where: Where, body: Mapping[str, Any], if_match: str | None = None) -> tuple[Document, bool]:
        """Create or replace a factory; is it new? What the body leaves out is gone, global parameters too.

        https://learn.microsoft.com/rest/api/datafactory/factories/create-or-update
        """
        with self._store.lock:
            group = self._groups.get(*where[:2])
            old = self._store.get("factories", *where)
            errors.check_etag(old, if_match)
            record = _described(where, body, old, group)
            self._store.put(("factories", *where), record)
        return record, old is None

    def preview(self, where: Where, body: Mapping[str, Any]) -> tuple[Document | None, Document]:
        """What is there of a factory (None: nothing) and what `put` would make of it, as far as a client says it."""
        old: Document | None = self._store.get("factories", *where)
        new = _described(where, body, old, self._groups.get(*where[:2]))
        return _said(old) if old else None, _said(new)

    def update(self, where: Where, body: Mapping[str, Any]) -> Document:
        """Change a factory's tags, identity and network access; the rest stays."""
        with self._store.lock:
            old = self.get(where)
            merged = {key: body.get(key, old.get(key)) for key in ("location", "tags", "identity")}
            merged["properties"] = {**old["properties"], **(body.get("properties") or {})}
            return self.put(where, merged)[0]

    def delete(self, where: Where) -> bool:
        """Delete a factory with all that is in it; whether there was one."""
        with self._store.lock:
            found = self.exists(where)
            self._store.delete("factories", *where)
        return found

    def global_parameters(self, where: Where) -> Document:
        """A factory's global parameters, name → `{"type", "value"}`."""
        found: Document = self.get(where)["properties"].get("globalParameters") or {}
        return found

    def put_global_parameters(self, where: Where, parameters: Mapping[str, Any]) -> Document:
        """Replace a factory's global parameters."""
        with self._store.lock:
            factory = self.get(where)
            properties = {**factory["properties"], "globalParameters": mask(dict(parameters))}
            new = {**factory, "properties": properties, "eTag": _etag()}
            self._store.put(("factories", *where), new)
        return self.global_parameters(where)


def _described(where: Where, body: Mapping[str, Any], old: Document | None, group: Document) -> Document:
    """A factory as Azure describes it, from what is put and what was there."""
    name = old["name"] if old else where[2]
    identity = str(ResourceId(where[0], group["name"], NAMESPACE, ("factories",), (name,)))
    own = {
        "provisioningState": "Succeeded",
        "createTime": old["properties"]["createTime"] if old else times.now(),
        "version": "2018-06-01",
    }
    record: Document = {
        "name": name,
        "id": identity,
        "type": f"{NAMESPACE}/factories",
        "location": body.get("location") or (old or group)["location"],
        "tags": mask(body.get("tags") or {}),
        "properties": {**masked(dict(body.get("properties") or {})), **own},
        "eTag": _etag(),
    }
    if isinstance(body.get("identity"), dict):
        record["identity"] = _identity(identity, mask(body["identity"]))
    return record


def _said(factory: Mapping[str, Any]) -> Document:
    """What of a factory a client says, and not the service."""
    properties = {key: value for key, value in factory["properties"].items() if key not in _OWN}
    said = {key: factory[key] for key in ("location", "tags", "identity") if factory.get(key)}
    return {**said, **({"properties": properties} if properties else {})}


def _identity(factory: str, identity: Mapping[str, Any]) -> Document:
    """A managed identity with the ids that Azure would give it: made from the factory's, so they stay the same."""
    if "SystemAssigned" not in str(identity.get("type", "")):
        return dict(identity)
    made = {"principalId": str(uuid.uuid5(uuid.NAMESPACE_URL, factory.lower())), "tenantId": str(uuid.UUID(int=0))}
    return {**identity, **made}


def _etag() -> str:
    return f'"{uuid.uuid4()}"'
