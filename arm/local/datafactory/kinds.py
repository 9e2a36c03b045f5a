"""The types of resources that live in a factory."""

from collections.abc import Mapping
from dataclasses import dataclass

NAMESPACE = "Microsoft.DataFactory"


@dataclass(frozen=True)
class Kind:
    """A type of resource in a factory: its segment in URLs, the type it is described with, its page of REST docs."""

    segment: str
    type: str
    docs: str

    @property
    def key(self) -> str:
        """What its documents are stored under."""
        return self.segment.lower()


_ALL = (
    Kind("pipelines", "pipelines", "pipelines"),
    Kind("datasets", "datasets", "datasets"),
    Kind("linkedservices", "linkedservices", "linked-services"),
    Kind("triggers", "triggers", "triggers"),
    Kind("dataflows", "dataflows", "data-flows"),
    Kind("integrationRuntimes", "integrationruntimes", "integration-runtimes"),
    Kind("credentials", "credentials", "credential-operations"),
    Kind("adfcdcs", "adfcdcs", "change-data-capture"),
    Kind("managedVirtualNetworks", "managedVirtualNetworks", "managed-virtual-networks"),
)
KINDS: Mapping[str, Kind] = {kind.key: kind for kind in _ALL}
PRIVATE_ENDPOINTS = Kind(
    "managedPrivateEndpoints", "managedVirtualNetworks/managedPrivateEndpoints", "managed-private-endpoints"
)
# Resources with ways of their own.
GLOBAL_PARAMETERS = Kind("globalParameters", "globalparameters", "global-parameters")
PIPELINES, DATASETS, LINKED_SERVICES, TRIGGERS = (
    KINDS[key] for key in ("pipelines", "datasets", "linkedservices", "triggers")
)
