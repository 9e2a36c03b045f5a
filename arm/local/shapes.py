"""What documents of the store must hold to be used: a file that was changed by hand, or torn, may hold anything."""

from collections.abc import Mapping
from typing import Any

_RECORD = {"id": str, "name": str, "properties": {"provisioningState": str, "timestamp": str}}
# The first part of a key and how many parts it has → the values, by name, that the services rely on.
_SHAPES: Mapping[tuple[str, int], Mapping[str, Any]] = {
    ("mounts", 1): {},
    ("groups", 3): {"id": str, "name": str, "location": str, "tags": dict},
    ("factories", 4): {"id": str, "name": str, "location": str, "eTag": str, "properties": {"createTime": str}},
    ("factories", 6): {
        "id": str,
        "name": str,
        "etag": str,
        "properties": dict,
        "references": list,
        "places": dict,
    },
    ("deployments", 4): _RECORD,
    ("deployments", 5): {"resources": list},
    ("deployments", 6): {"operationId": str, "properties": {"provisioningState": str, "timestamp": str}},
    ("jobs", 2): {"run_id": int, "state": {"life_cycle_state": str}, "tasks": list, "outputs": dict},
    ("runs", 5): {"runId": str, "pipelineName": str, "status": str, "runGroupId": str, "activities": list},
    ("runsettings", 4): {},
    ("triggerruns", 5): {"triggerName": str, "triggerRunId": str, "triggerRunTimestamp": str, "status": str},
}


def fits(key: tuple[str, ...], value: Any) -> bool:
    """Whether a document can be used as what its key says it is; a key that isn't known fits nothing."""
    shape = _SHAPES.get((key[0], len(key))) if key else None
    return shape is not None and _holds(value, shape)


def _holds(value: Any, shape: Any) -> bool:
    if not isinstance(shape, Mapping):
        return isinstance(value, shape)
    return isinstance(value, dict) and all(name in value and _holds(value[name], shape[name]) for name in shape)
