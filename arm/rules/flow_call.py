"""An ExecuteDataFlow and the data flow that it runs."""

from collections.abc import Iterator
from typing import Any

from arm.rules.context import Context
from arm.rules.item import Item, listing, mapping
from arm.rules.pipeline import Activity

# Where in the activity its reference to the data flow stands.
WHERE = ("typeProperties", "dataflow")


def called_by(context: Context, activity: Activity) -> tuple[dict[str, Any], Item | None]:
    """The reference of an ExecuteDataFlow and the data flow it names; None for no known one, or for another type."""
    reference = mapping(activity.type_properties.get("dataflow"))
    name = reference.get("referenceName")
    if activity.type != "ExecuteDataFlow" or not isinstance(name, str):
        return reference, None
    return reference, context.find("dataflows", name)


def datasets_of(context: Context, flow: Item) -> Iterator[tuple[str, Item | None]]:
    """The sources and sinks of a data flow, each with its dataset where it has one."""
    for section in ("sources", "sinks"):
        for entry in listing(flow.type_properties.get(section)):
            name, dataset = mapping(entry).get("name"), mapping(mapping(entry).get("dataset")).get("referenceName")
            if isinstance(name, str):
                yield name, context.find("datasets", dataset) if isinstance(dataset, str) else None
