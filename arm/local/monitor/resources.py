"""What is in the factories, as the page shows it: all resources in one list, and one with what it refers to."""

from collections.abc import Mapping
from typing import Any

from arm.local.azure import LocalAzure
from arm.local.datafactory.kinds import KINDS, TRIGGERS
from arm.local.monitor.runs import Where, factories
from arm.local.monitor.secrets import hidden
from arm.local.wire import CloudError

Document = dict[str, Any]


def listed(azure: LocalAzure) -> Document:
    """The resources of all factories under `resources`, by factory, kind and name."""
    found = [
        _summary(where, kind, record)
        for where in factories(azure)
        for kind in KINDS
        for record in azure.store.children("factories", *where, kind)
    ]
    return {"resources": found, "factories": [list(where) for where in factories(azure)]}


def shown(azure: LocalAzure, where: Where, kind: str, name: str) -> Document:
    """A resource: its `properties`, and what it `uses` and is `usedBy`, as `[kind, name]`. CloudError if none."""
    if kind.lower() not in KINDS:
        raise CloudError(404, "NotFound", f"A factory has no {kind}.")
    azure.resources.get(where, KINDS[kind.lower()], name)
    record = azure.store.get("factories", *where, kind, name)
    return {
        **_summary(where, kind, record),
        "etag": record["etag"],
        "properties": hidden(record["properties"]),
        "uses": [list(each) for each in record["references"]],
        "usedBy": _users(azure, where, kind, name),
    }


def _users(azure: LocalAzure, where: Where, kind: str, name: str) -> list[list[str]]:
    wanted = (kind.lower(), name.lower())
    return [
        [other, record["name"]]
        for other in KINDS
        for record in azure.store.children("factories", *where, other)
        if wanted in {(target[0].lower(), target[1].lower()) for target in record["references"]}
    ]


def _summary(where: Where, kind: str, record: Mapping[str, Any]) -> Document:
    properties = record["properties"]
    return {
        "where": list(where),
        "kind": kind.lower(),
        "name": record["name"],
        "type": str(properties.get("type") or ""),
        "state": str(properties.get("runtimeState") or "") if kind.lower() == TRIGGERS.key else "",
        "folder": str((properties.get("folder") or {}).get("name") or ""),
        "description": str(properties.get("description") or ""),
        "activities": len(properties.get("activities") or ()),
    }
