"""What ADF Studio adds to triggers, integration runtimes, credentials and managed virtual networks."""

from typing import Any

from arm.factory import Body, Factory
from arm.template.additions.ordering import mapped, with_key


def complete_trigger(properties: Body, factory: Factory) -> Body:
    """The trigger's `properties`: every pipeline it starts has `parameters`, after the reference."""
    if isinstance(properties.get("pipelines"), list):
        properties = {**properties, "pipelines": mapped(properties["pipelines"], _started)}
    if isinstance(properties.get("pipeline"), dict):
        properties = {**properties, "pipeline": _started(properties["pipeline"])}
    return with_key(properties, "annotations", [], before=("runtimeState", "pipelines", "pipeline", "type"))


def _started(entry: Any) -> Any:
    if isinstance(entry, dict) and "pipelineReference" in entry:
        return with_key(entry, "parameters", {}, after=("pipelineReference",))
    return entry


def complete_runtime(properties: Body, factory: Factory) -> Body:
    """The integration runtime's `properties`.

    A self-hosted one has `typeProperties`, last; one of Azure, other than for SSIS, says how data flows run.
    """
    if properties.get("type") == "SelfHosted":
        return with_key(properties, "typeProperties", {})
    inside = properties.get("typeProperties")
    if not isinstance(inside, dict) or "ssisProperties" in inside or properties.get("type") != "Managed":
        return properties
    compute = inside.get("computeProperties")
    if not isinstance(compute, dict) or "dataFlowProperties" in compute:
        return properties
    compute = {**compute, "dataFlowProperties": dict(_DATA_FLOWS)}
    return {**properties, "typeProperties": {**inside, "computeProperties": compute}}


_DATA_FLOWS = {"computeType": "General", "coreCount": 8, "timeToLive": 0}


def complete_credential(properties: Body, factory: Factory) -> Body:
    """The credential's `properties`: a managed identity's has `typeProperties`, last."""
    if properties.get("type") == "ManagedIdentity":
        return with_key(properties, "typeProperties", {})
    return properties


def complete_network(properties: Body, factory: Factory) -> Body:
    """The managed virtual network's `properties`: nothing, whatever its source says."""
    return {}
