"""What a resource refers to, in the order ADF Studio lists it in a template's dependsOn.

Pipelines: for each activity its inputs, its outputs, then references that stand in the activity or directly in
its typeProperties; everything deeper, nested activities among it, comes breadth-first after the whole level.
Linked services: breadth-first. Data flows: UDF libraries, sources, transformations, sinks. Elsewhere as met.
"""

from collections import deque
from typing import Any

from arm import pointers
from arm.factory.kinds import ENDPOINTS, REFERENCE_TYPES
from arm.factory.model import Body, Reference, Resource

Path = tuple[Any, str | int] | None
"""Where a value stands: the path of what it stands in, and its key there; None is the whole document."""
Place = tuple[Any, Path]
"""A value and where it stands."""

_PROPERTIES: Path = (None, "properties")


def references(resource: Resource) -> list[Reference]:
    """The distinct resources that `resource` refers to, each with the pointer where it is first mentioned."""
    if resource.type == ENDPOINTS:
        return [Reference("managedVirtualNetworks", resource.network, "")]
    found: list[Place] = []
    properties = resource.properties
    if resource.type == "pipelines":
        _find_in_pipeline(properties, found)
    elif resource.type == "dataflows":
        _find_in_data_flow(properties, found)
    elif resource.type == "linkedServices":
        _find_by_level([(properties, _PROPERTIES)], found)
    else:
        _find(properties, _PROPERTIES, found)
    distinct: dict[tuple[str, str], Path] = {}
    for mention, path in found:
        distinct.setdefault((REFERENCE_TYPES[mention["type"]], mention["referenceName"]), path)
    return [Reference(type, name, pointers.join(_parts(path))) for (type, name), path in distinct.items()]


def is_reference(value: Body) -> bool:
    """Whether a JSON object is a reference to another resource of the factory."""
    kind = value.get("type")
    return isinstance(kind, str) and kind in REFERENCE_TYPES and isinstance(value.get("referenceName"), str)


def _parts(path: Path) -> list[str | int]:
    parts: list[str | int] = []
    while path is not None:
        path, part = path
        parts.append(part)
    return parts[::-1]


def _find_in_pipeline(properties: Body, found: list[Place]) -> None:
    waiting: deque[Place] = deque()
    for activity in _inside(properties.get("activities"), (_PROPERTIES, "activities")):
        _find_in_activity(*activity, found, waiting)
    while waiting:
        value, path = waiting.popleft()
        if type(value) is dict and "type" in value and "name" in value:
            _find_in_activity(value, path, found, waiting)
        else:
            _find_directly(value, path, found, waiting)


def _find_in_activity(activity: Any, path: Path, found: list[Place], waiting: deque[Place]) -> None:
    if type(activity) is not dict:
        return
    for end in ("inputs", "outputs"):
        if end in activity:
            _find(activity[end], (path, end), found)
    for item in _inside(activity, path):
        key = item[1][1] if item[1] else ""
        if key == "typeProperties":
            _find_directly(*item, found, waiting)
        elif key not in ("inputs", "outputs"):
            _take(item, found, waiting)


def _find_directly(value: Any, path: Path, found: list[Place], waiting: deque[Place]) -> None:
    """Note the references directly in `value`; what else stands there is left for a later round."""
    for item in _inside(value, path):
        _take(item, found, waiting)


def _take(item: Place, found: list[Place], waiting: deque[Place]) -> None:
    value = item[0]
    if type(value) is dict and "referenceName" in value and is_reference(value):
        found.append(item)
    elif value:
        waiting.append(item)


def _find_in_data_flow(properties: Body, found: list[Place]) -> None:
    inside = properties.get("typeProperties")
    if isinstance(inside, dict):
        for key in ("udfLibraries", "sources", "transformations", "sinks"):
            _find(inside.get(key), ((_PROPERTIES, "typeProperties"), key), found)
    _find(properties, _PROPERTIES, found)


def _find_by_level(start: list[Place], found: list[Place]) -> None:
    waiting = deque(start)
    while waiting:
        _find_directly(*waiting.popleft(), found, waiting)


def _find(value: Any, path: Path, found: list[Place]) -> None:
    """Note the references in `value` as they are met, going deep first."""
    if type(value) is dict and "referenceName" in value and is_reference(value):
        found.append((value, path))
    for item in _inside(value, path):
        _find(*item, found)


def _inside(value: Any, path: Path) -> list[Place]:
    """The objects and arrays directly inside a value, each with its path."""
    if type(value) is dict:
        return [(item, (path, key)) for key, item in value.items() if type(item) is dict or type(item) is list]
    if type(value) is list:
        return [(item, (path, index)) for index, item in enumerate(value) if type(item) is dict or type(item) is list]
    return []
