"""Validation: https://learn.microsoft.com/azure/data-factory/control-flow-validation-activity."""

import asyncio

from arm.runtime import metadata, policy, values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json
from arm.runtime.storage import Blob, blob_of

_DEFAULT_TIMEOUT = "0.12:00:00"
_DEFAULT_SLEEP = 10


@handles("Validation")
async def validation(call: Call) -> Json:
    """Wait until a file is there and large enough, or a folder is there (and has items, or none)."""
    limit = policy.seconds(call.properties.get("timeout") or _DEFAULT_TIMEOUT, call.run.name)
    pause = values.seconds(call.properties.get("sleep", _DEFAULT_SLEEP), "sleep")
    blob = blob_of(call.scope, call.unevaluated("dataset"))
    try:
        async with asyncio.timeout(limit) as clock:
            while not _is_valid(blob, call.properties):
                await asyncio.sleep(pause)
    except TimeoutError:
        if not clock.expired():
            raise
        told = f"{blob.title} wasn't as it should be for {limit:g} s"
        raise ActivityFailure("ActivityTimeout", told) from None
    more = "childItems" if blob.path.is_dir() else "size"
    return metadata.read(blob, ["exists", "itemName", "itemType", "lastModified", more], {})


def _is_valid(blob: Blob, properties: Json) -> bool:
    path = blob.path
    if not path.exists():
        return False
    if path.is_file():
        return path.stat().st_size >= values.whole_number(properties.get("minimumSize") or 0, "minimumSize")
    wanted = properties.get("childItems")
    return wanted is None or values.truth(wanted, "childItems") == bool(metadata.child_items(path, {}))
