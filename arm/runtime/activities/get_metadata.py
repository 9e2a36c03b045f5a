"""GetMetadata: https://learn.microsoft.com/azure/data-factory/control-flow-get-metadata-activity."""

from arm.runtime import metadata
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json
from arm.runtime.storage import blob_of


@handles("GetMetadata")
async def get_metadata(call: Call) -> Json:
    """The fields asked for of a file or folder in a container."""
    fields = call.required("fieldList")
    if not isinstance(fields, list):
        raise ActivityFailure("BadRequest", "fieldList is not a list of fields")
    blob = blob_of(call.scope, call.unevaluated("dataset"))
    filters = call.properties.get("storeSettings") or {}
    return await call.in_thread(lambda stop: metadata.read(blob, fields, filters))
