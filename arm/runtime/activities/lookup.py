"""Lookup: https://learn.microsoft.com/azure/data-factory/control-flow-lookup-activity."""

import json
import threading
from itertools import islice

from arm.runtime import listing, values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json
from arm.runtime.storage import Blob, blob_of

_MOST_ROWS = 5000
_MOST_BYTES = 4 << 20


@handles("Lookup")
async def lookup(call: Call) -> Json:
    """The first row of files in a container as `firstRow`, or up to 5,000 rows as `value` with their `count`."""
    first_only = values.truth(call.properties.get("firstRowOnly", True), "firstRowOnly")
    blob = blob_of(call.scope, call.unevaluated("dataset"))
    source = call.properties.get("source") or {}
    found = listing.files(blob, source.get("storeSettings") or {})
    if not found:
        raise ActivityFailure("2100", listing.missing(blob))
    settings = source.get("formatSettings") or {}
    rows = await call.in_thread(lambda stop: _rows(blob, found, settings, 1 if first_only else _MOST_ROWS, stop))
    output: Json = {"firstRow": rows[0]} if first_only and rows else {}
    if not first_only:
        output = {"count": len(rows), "value": rows}
    if len(json.dumps(output, ensure_ascii=False).encode()) > _MOST_BYTES:
        raise ActivityFailure("5000", "the rows looked up are more than 4 MB, the most that an output may have")
    return output


def _rows(blob: Blob, found: list[listing.Found], settings: Json, most: int, stop: threading.Event) -> list[Json]:
    from arm.runtime.formats import files

    rows = (row for file in found for row in files.records(file.path, blob, settings) if not stop.is_set())
    return list(islice(rows, most))
