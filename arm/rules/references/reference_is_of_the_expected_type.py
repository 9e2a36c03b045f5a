"""A reference is of the type that its place asks for."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.factory.kinds import REFERENCE_TYPES
from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.rule import Problem, rule

_EXPECTED = {
    "linkedServiceName": "LinkedServiceReference",
    "linkedService": "LinkedServiceReference",
    "store": "LinkedServiceReference",
    "stagingLinkedService": "LinkedServiceReference",
    "scriptLinkedService": "LinkedServiceReference",
    "rejectedDataLinkedService": "LinkedServiceReference",
    "inputs": "DatasetReference",
    "outputs": "DatasetReference",
    "dataset": "DatasetReference",
    "pipeline": "PipelineReference",
    "pipelineReference": "PipelineReference",
    "connectVia": "IntegrationRuntimeReference",
    "integrationRuntime": "IntegrationRuntimeReference",
    "dataflow": "DataFlowReference",
    "dataFlow": "DataFlowReference",
    "flowlet": "DataFlowReference",
    "udfLibraries": "DataFlowReference",
    "credential": "CredentialReference",
    "managedVirtualNetwork": "ManagedVirtualNetworkReference",
    "referenceTrigger": "TriggerReference",
}
# Of Synapse, which ADF's types share.
_OTHERS = ("BigDataPoolReference", "NotebookReference", "SparkJobDefinitionReference", "SparkConfigurationReference")
_KNOWN = (*REFERENCE_TYPES, *_OTHERS)


@rule(
    Severity.ERROR,
    "A reference has a `referenceName` and a `type`, and the type is the one that its place asks for: a "
    "LinkedServiceReference under `linkedServiceName`, a DatasetReference among `inputs`.",
    over=items,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories/pipelines",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """References without name or type, of an unknown type, or of another than expected."""
    for path, value in item.objects:
        place = str(path[-1] if not isinstance(path[-1], int) else path[-2])
        type = value.get("type")
        if "referenceName" not in value:
            if isinstance(type, str) and type in REFERENCE_TYPES:
                yield item.problem("the reference names nothing", path)
            continue
        if not isinstance(value["referenceName"], str | dict) or not value["referenceName"]:
            yield item.problem("the reference names nothing", (*path, "referenceName"))
        if not isinstance(type, str):
            yield item.problem(f"the reference to {value['referenceName']!r} has no type", path)
        elif type not in _KNOWN:
            yield item.problem(f'"{type}" is no type of a reference: {did_you_mean(type, _KNOWN)}', (*path, "type"))
        elif place in _EXPECTED and type != _EXPECTED[place]:
            yield item.problem(f'"{place}" takes a {_EXPECTED[place]}, not a {type}', (*path, "type"))
