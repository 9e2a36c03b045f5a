"""What a resource refers to, in the order ADF Studio lists it in a template's dependsOn.

Pipelines: for each activity its inputs, its outputs, then references that stand in the activity or directly in
its typeProperties; everything deeper, nested activities among it, comes breadth-first after the whole level.
Linked services: breadth-first. Data flows: UDF libraries, sources, transformations, sinks. Elsewhere as met.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any

from arm import pointers
from arm.factory.kinds import ENDPOINTS, REFERENCE_TYPES
from arm.factory.model import Body, Reference, Resource

Path = tuple[str | int, ...]
Found = Iterator[tuple[Body, Path]]


def references(resource: Resource) -> list[Reference]:
    """The distinct resources that `resource` refers to, each with the pointer where it is first mentioned."""
    root: Path = ("properties",)
    properties = resource.properties
    if resource.type == ENDPOINTS:
        return [Reference("managedVirtualNetworks", resource.network, "")]
    if resource.type == "pipelines":
        found = _of_pipeline(properties, root)
    elif resource.type == "dataflows":
        found = _of_data_flow(properties, root)
    elif resource.type == "linkedServices":
        found = _breadth_first([(properties, root)])
    else:
        found = _depth_first(properties, root)
    distinct: dict[tuple[str, str], Reference] = {}
    for mention, path in found:
        key = (REFERENCE_TYPES[mention["type"]], mention["referenceName"])
        if key not in distinct:
            distinct[key] = Reference(*key, pointers.join(path))
    return list(distinct.values())


def is_reference(value: Any) -> bool:
    """Whether a JSON value is a reference to another resource of the factory."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("referenceName"), str)
        and isinstance(value.get("type"), str)
        and value["type"] in REFERENCE_TYPES
    )


def _of_pipeline(properties: Body, root: Path) -> Found:
    activities = properties.get("activities")
    waiting: deque[tuple[Any, Path]] = deque()
    for item in _items(activities, (*root, "activities")):
        yield from _of_activity(*item, waiting)
    while waiting:
        value, path = waiting.popleft()
        if _is_activity(value):
            yield from _of_activity(value, path, waiting)
        else:
            yield from _level(value, path, waiting)


def _is_activity(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("name"), str) and isinstance(value.get("type"), str)


def _of_activity(activity: Any, path: Path, waiting: deque[tuple[Any, Path]]) -> Found:
    if not isinstance(activity, dict):
        return
    for key in ("inputs", "outputs"):
        for item in _items(activity.get(key), (*path, key)):
            yield from _depth_first(*item)
    for key, value in activity.items():
        if key == "typeProperties":
            yield from _level(value, (*path, key), waiting)
        elif key not in ("inputs", "outputs"):
            yield from _one(value, (*path, key), waiting)


def _level(value: Any, path: Path, waiting: deque[tuple[Any, Path]]) -> Found:
    """The references directly in `value`; what stands deeper is put into the queue."""
    for child in _items(value, path):
        yield from _one(*child, waiting)


def _one(value: Any, path: Path, waiting: deque[tuple[Any, Path]]) -> Found:
    if is_reference(value):
        yield value, path
    elif isinstance(value, dict | list) and value:
        waiting.append((value, path))


def _of_data_flow(properties: Body, root: Path) -> Found:
    inside = properties.get("typeProperties")
    if isinstance(inside, dict):
        for key in ("udfLibraries", "sources", "transformations", "sinks"):
            yield from _depth_first(inside.get(key), (*root, "typeProperties", key))
    yield from _depth_first(properties, root)


def _breadth_first(start: list[tuple[Any, Path]]) -> Found:
    waiting = deque(start)
    while waiting:
        yield from _level(*waiting.popleft(), waiting)


def _depth_first(value: Any, path: Path) -> Found:
    if is_reference(value):
        yield value, path
    for item in _items(value, path):
        if isinstance(item[0], dict | list):
            yield from _depth_first(*item)


def _items(value: Any, path: Path) -> Iterator[tuple[Any, Path]]:
    """The values directly inside an object or array, each with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield item, (*path, key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield item, (*path, index)
