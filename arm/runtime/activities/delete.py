"""Delete: https://learn.microsoft.com/azure/data-factory/delete-activity."""

import time
from pathlib import Path

from arm.runtime import listing, values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json
from arm.runtime.storage import Blob, blob_of

# Azure's code for a Delete whose store refuses.
_DELETE_FAILED = "3703"


@handles("Delete")
async def delete(call: Call) -> Json:
    """Delete a file, or those of a folder; `filesDeleted` counts them. Folders that are empty then are gone, too."""
    blob = blob_of(call.scope, call.unevaluated("dataset"))
    store = call.properties.get("storeSettings") or {}
    if "recursive" not in store and "recursive" in call.properties:
        store = {**store, "recursive": call.properties["recursive"]}
    if not listing.is_pattern(blob, store) and not blob.path.is_file():
        raise ActivityFailure(
            _DELETE_FAILED,
            "Failed to execute delete activity with data source 'AzureBlobStorage' and error "
            f"'The required Blob is missing. ContainerName: {blob.container}, path: {blob.title}.'",
        )
    start = time.monotonic()
    found = listing.files(blob, store, recursive=False)
    for file in found:
        file.path.unlink()
        _remove_empty(file.path.parent, blob)
    return {
        "datasetName": call.unevaluated("dataset").get("referenceName", ""),
        "path": blob.title,
        "recursive": values.truth(store.get("recursive", False), "recursive"),
        "isWildcardUsed": bool(store.get("wildcardFileName") or store.get("wildcardFolderPath")),
        "filesDeleted": len(found),
        "executionDuration": round(time.monotonic() - start),
    }


def _remove_empty(folder: Path, blob: Blob) -> None:
    """Remove a folder without files, up to the container: a container knows folders only by the blobs in them."""
    while folder != blob.at() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
