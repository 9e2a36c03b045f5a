"""The kinds of resources a factory's Git folder holds, in the order ADF Studio publishes them."""

from dataclasses import dataclass

ARM_FACTORY = "Microsoft.DataFactory/factories"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of resource: its plural `type` as in `pipelines/NAME`, and the folder its sources stand in."""

    type: str
    folder: str

    @property
    def arm_type(self) -> str:
        """The resource type in a template, such as Microsoft.DataFactory/factories/pipelines."""
        return f"{ARM_FACTORY}/{self.type}"


KINDS = (
    Kind("pipelines", "pipeline"),
    Kind("datasets", "dataset"),
    Kind("linkedServices", "linkedService"),
    Kind("triggers", "trigger"),
    Kind("integrationRuntimes", "integrationRuntime"),
    Kind("dataflows", "dataflow"),
    Kind("adfcdcs", "adfcdc"),
    Kind("credentials", "credential"),
    Kind("managedVirtualNetworks", "managedVirtualNetwork"),
)
"""Kinds whose sources stand directly in their folder."""

ENDPOINTS = "managedPrivateEndpoints"
"""Their sources stand below their network: managedVirtualNetwork/<network>/managedPrivateEndpoint/."""

ENDPOINT_FOLDER = "managedPrivateEndpoint"

REFERENCE_TYPES = {
    "PipelineReference": "pipelines",
    "DatasetReference": "datasets",
    "LinkedServiceReference": "linkedServices",
    "TriggerReference": "triggers",
    "IntegrationRuntimeReference": "integrationRuntimes",
    "DataFlowReference": "dataflows",
    "CredentialReference": "credentials",
    "ManagedVirtualNetworkReference": "managedVirtualNetworks",
}
"""What a reference's own `type` says, and the type of resource it leads to."""
