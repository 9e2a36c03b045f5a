"""Recorded calls: what another service would have been asked for, written to a file in its stead."""

import re
from typing import Any

from arm import files, jsontext
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json

# What of a linked service says where a call would have gone; whatever else it holds may be a secret.
_ADDRESS = (
    "subscriptionId", "resourceGroupName", "mlWorkspaceName", "functionAppUrl", "server", "database", "domain",
    "accountIdentifier",
)  # fmt: skip


def record(call: Call, **more: Any) -> Json:
    """Write down the call a service would have got; the output names the file, and says nothing else.

    It holds the activity's evaluated input (nothing of a secure one), its linked service's name and address, and
    `more`. ActivityFailure for a linked service that isn't deployed.
    """
    entry = call.run
    told: Json = {"activity": entry.name, "activityRunId": entry.id, "pipelineRunId": call.scope.run.id}
    if call.source.get("linkedServiceName"):
        name, linked = call.linked_service()
        properties = linked.get("typeProperties") or {}
        told |= {"linkedService": name, "address": {key: properties[key] for key in _ADDRESS if key in properties}}
    told |= {"call": entry.input, **more}
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", entry.name).strip("-")
    path = call.work / "calls" / f"{slug}-{entry.id[:8]}.json"
    files.write_text(path, jsontext.dumps_pretty(told))
    return {"recordedCall": str(path)}


def need(call: Call, *names: str) -> None:
    """ActivityFailure unless the activity has one of these properties: the service would refuse it."""
    if not any(call.properties.get(name) for name in names):
        others = "".join(f", and no {name} either" for name in names[1:])
        raise ActivityFailure("BadRequest", f"it names no {names[0]}{others}")
