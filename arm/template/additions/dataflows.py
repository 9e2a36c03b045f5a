"""What ADF Studio adds to data flows: `parameters` on references to flowlets (not to UDF libraries)."""

from typing import Any

from arm.factory import Body, Factory
from arm.template.additions.ordering import mapped, with_key

_SECTIONS = ("sources", "transformations", "sinks")


def complete_data_flow(properties: Body, factory: Factory) -> Body:
    """The data flow's `properties`, completed."""
    inside = properties.get("typeProperties")
    if not isinstance(inside, dict):
        return properties
    changes: Body = {}
    for section in _SECTIONS:
        if isinstance(inside.get(section), list):
            new = mapped(inside[section], _with_flowlet)
            if new is not inside[section]:
                changes[section] = new
    return {**properties, "typeProperties": {**inside, **changes}} if changes else properties


def _with_flowlet(entry: Any) -> Any:
    flowlet = entry.get("flowlet") if isinstance(entry, dict) else None
    if not isinstance(flowlet, dict) or flowlet.get("type") != "DataFlowReference" or "parameters" in flowlet:
        return entry
    return {**entry, "flowlet": with_key(flowlet, "parameters", {})}
