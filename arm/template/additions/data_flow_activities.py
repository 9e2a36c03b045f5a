"""What ADF Studio adds to activities that run a data flow.

`staging` after `dataflow`; on the reference `parameters` and `datasetParameters`, the latter with a key for each
source and then each sink of the data flow itself. ExecuteWranglingDataflow has no `parameters`, and its sinks are
those of its `queries`.
"""

from collections.abc import Iterator
from typing import Any

from arm.factory import Body, Factory
from arm.template.additions.ordering import mapped, with_key


def complete_data_flow_activity(type: str, inside: Body, factory: Factory) -> Body:
    """`typeProperties` of an ExecuteDataFlow or ExecuteWranglingDataflow activity, completed."""
    wrangling = type == "ExecuteWranglingDataflow"
    inside = _with_references(_with_queries(inside) if wrangling else inside, factory, wrangling=wrangling)
    return with_key(inside, "staging", {}, after=("dataflow", "dataFlow"))


def _with_queries(inside: Body) -> Body:
    """An older ExecuteWranglingDataflow with its `sinks`, by query, as the `queries` of today, in the same place."""
    sinks = inside.get("sinks")
    if not isinstance(sinks, dict) or "queries" in inside:
        return inside
    queries = [{"queryName": name, "dataflowSinks": [sink]} for name, sink in sinks.items()]
    return {("queries" if key == "sinks" else key): queries if key == "sinks" else inside[key] for key in inside}


def _with_references(inside: Body, factory: Factory, *, wrangling: bool) -> Body:
    changes: Body = {}
    for key in ("dataflow", "dataFlow"):
        if isinstance(inside.get(key), dict):
            changes[key] = _reference(inside[key], inside, factory, wrangling=wrangling)
    if wrangling and isinstance(inside.get("queries"), list):
        changes["queries"] = mapped(inside["queries"], _query)
    return {**inside, **changes} if changes else inside


def _reference(reference: Body, inside: Body, factory: Factory, *, wrangling: bool) -> Body:
    """The reference with everything it lacks, and its existing parameters as they stand."""
    flow = factory.find("dataflows", str(reference.get("referenceName")))
    names = list(_names(flow.properties, "sources")) if flow else []
    if wrangling:
        names += _query_sinks(inside)
    else:
        names += _names(flow.properties, "sinks") if flow else []
        reference = with_key(reference, "parameters", {}, before=("datasetParameters",))
    given = reference.get("datasetParameters")
    if given is not None and not isinstance(given, dict):
        return reference
    given = given or {}
    parameters = {**{name: given.get(name, {}) for name in names}, **given}
    return {**reference, "datasetParameters": parameters}


def _names(properties: Body, section: str) -> Iterator[str]:
    inside = properties.get("typeProperties")
    for entry in _list(inside.get(section) if isinstance(inside, dict) else None):
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield entry["name"]


def _query_sinks(inside: Body) -> list[str]:
    queries = [query for query in _list(inside.get("queries")) if isinstance(query, dict)]
    sinks = [sink for query in queries for sink in _list(query.get("dataflowSinks")) if isinstance(sink, dict)]
    return [sink["name"] for sink in sinks if isinstance(sink.get("name"), str)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _query(query: Any) -> Any:
    if not isinstance(query, dict) or not isinstance(query.get("dataflowSinks"), list):
        return query
    return {**query, "dataflowSinks": mapped(query["dataflowSinks"], _sink)}


def _sink(sink: Any) -> Any:
    dataset = sink.get("dataset") if isinstance(sink, dict) else None
    if isinstance(dataset, dict) and dataset.get("type") == "DatasetReference":
        return {**sink, "dataset": with_key(dataset, "parameters", {})}
    return sink
