"""Every place where a resource names another: all mentions, not only the distinct ones that dependsOn needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from arm.factory.kinds import REFERENCE_TYPES
from arm.rules.item import Item
from arm.rules.rule import Path

_NOUNS = {
    "pipelines": "pipeline",
    "datasets": "dataset",
    "linkedServices": "linked service",
    "triggers": "trigger",
    "integrationRuntimes": "integration runtime",
    "dataflows": "data flow",
    "credentials": "credential",
    "managedVirtualNetworks": "managed virtual network",
    "managedPrivateEndpoints": "managed private endpoint",
    "adfcdcs": "change data capture",
}
# Azure makes it in every factory; sources need not have it.
BUILT_IN = ("integrationRuntimes", "autoresolveintegrationruntime")


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference object: what it leads to, the path where it stands, and the object itself."""

    type: str
    name: str
    path: Path
    body: dict[str, Any]


def mentions(item: Item) -> list[Mention]:
    """The references in a resource that are spelled as one; built-in resources left out."""
    if "mentions" not in item.memo:
        item.memo["mentions"] = list(_mentions(item))
    found: list[Mention] = item.memo["mentions"]
    return found


def _mentions(item: Item) -> Iterator[Mention]:
    for path, value in item.objects:
        if "referenceName" not in value:
            continue
        name, type = value["referenceName"], value.get("type")
        if isinstance(name, str) and isinstance(type, str) and type in REFERENCE_TYPES:
            mention = Mention(REFERENCE_TYPES[type], name, path, value)
            if (mention.type, name.casefold()) != BUILT_IN:
                yield mention


def noun(type: str) -> str:
    """What a resource of a type is called in a sentence: `dataset` for `datasets`."""
    return _NOUNS.get(type, type)
