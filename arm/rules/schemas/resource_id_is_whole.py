"""A resource of Azure is named by its whole ID."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.item import Item
from arm.rules.rule import Path, Problem, rule

_ID = re.compile(r"/subscriptions/[^/]+(?:/resourceGroups/[^/]+)?/providers/[^/]+(?:/[^/]+/[^/]+)+/?", re.IGNORECASE)
_PLACES: dict[str, Path] = {
    "managedPrivateEndpoints": ("properties", "privateLinkResourceId"),
    "credentials": ("properties", "typeProperties", "resourceId"),
}


def _items(context: Context) -> list[Item]:
    return list(context.of(*_PLACES))


@rule(
    Severity.ERROR,
    "A managed private endpoint has a `privateLinkResourceId` and a `groupId`; the resource it leads to, and the "
    "identity of a credential, is a whole resource ID that starts with /subscriptions/.",
    over=_items,
    link="https://learn.microsoft.com/azure/data-factory/managed-virtual-network-private-endpoint",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """IDs that are missing, or name nothing in Azure."""
    *_, key = path = _PLACES[item.type]
    if item.type == "managedPrivateEndpoints":
        for wanted in ("privateLinkResourceId", "groupId"):
            if item.properties.get(wanted) is None:
                yield item.problem(f'the private endpoint has no "{wanted}"', ("properties", wanted))
    holder = item.properties if item.type == "managedPrivateEndpoints" else item.type_properties
    value = holder.get(str(key))
    if isinstance(value, str) and value and not _ID.fullmatch(value):
        yield item.problem(f'"{value}" is no resource ID', path)
