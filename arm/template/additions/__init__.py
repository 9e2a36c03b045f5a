"""What ADF Studio adds to a source when it publishes, a module for each kind of resource."""

from collections.abc import Callable

from arm.factory import Body, Factory, Resource
from arm.template.additions.dataflows import complete_data_flow
from arm.template.additions.datasets import complete_dataset
from arm.template.additions.linked_services import complete_linked_service
from arm.template.additions.others import complete_credential, complete_network, complete_runtime, complete_trigger
from arm.template.additions.pipelines import complete_pipeline

_COMPLETIONS: dict[str, Callable[[Body, Factory], Body]] = {
    "pipelines": complete_pipeline,
    "datasets": complete_dataset,
    "linkedServices": complete_linked_service,
    "triggers": complete_trigger,
    "integrationRuntimes": complete_runtime,
    "dataflows": complete_data_flow,
    "credentials": complete_credential,
    "managedVirtualNetworks": complete_network,
}


def complete(resource: Resource, factory: Factory) -> Body:
    """The resource's `properties` with everything in it that ADF Studio would add; the source stays untouched."""
    completion = _COMPLETIONS.get(resource.type)
    return completion(resource.properties, factory) if completion else resource.properties
