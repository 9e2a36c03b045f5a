"""What a resource of a factory refers to: its references have to be there, and what is referred to can't go."""

from collections.abc import Iterator, Mapping
from typing import Any

# The `type` of a reference → the type of resource it names.
_KINDS: Mapping[str, str] = {
    "LinkedServiceReference": "linkedservices",
    "DatasetReference": "datasets",
    "PipelineReference": "pipelines",
    "DataFlowReference": "dataflows",
    "IntegrationRuntimeReference": "integrationruntimes",
    "CredentialReference": "credentials",
    "ManagedVirtualNetworkReference": "managedvirtualnetworks",
    "TriggerReference": "triggers",
}
# A kind, and a name.
Reference = tuple[str, str]
# Every factory has this one without its being deployed.
_BUILT_IN = {("integrationruntimes", "autoresolveintegrationruntime")}


def references(properties: Any) -> list[Reference]:
    """The (kind, name) of everything that `properties` refers to, each once; inactive activities refer to nothing.

    https://learn.microsoft.com/azure/data-factory/deactivate-activity
    """
    found = dict.fromkeys(_walk(properties))
    return [each for each in found if (each[0], each[1].lower()) not in _BUILT_IN]


def _walk(value: Any) -> Iterator[Reference]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict) and value.get("state") != "Inactive":
        kind, name = value.get("type"), value.get("referenceName")
        # A name given by an expression is only known when it runs.
        if isinstance(kind, str) and kind in _KINDS and isinstance(name, str) and not name.startswith("@"):
            yield _KINDS[kind], name
        for inner in value.values():
            yield from _walk(inner)
