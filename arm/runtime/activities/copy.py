"""Copy between storage containers: https://learn.microsoft.com/azure/data-factory/copy-activity-overview."""

import time
from datetime import datetime

from arm.runtime import copying, listing, values
from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json, now, written
from arm.runtime.storage import Blob, blob_of

# Azure's code for a Copy whose source or sink refuses.
_COPY_FAILED = "2200"
# The fewest Data Integration Units that a copy can have.
_LEAST_UNITS = 4
_NOT_HERE = ("preserveRules", "enableSkipIncompatibleRow", "preserve")


@handles("Copy")
async def copy(call: Call) -> Json:
    """Copy files, or their rows; counts of files, bytes and rows come back as Azure names them."""
    source, sink = (_only_dataset(call, key) for key in ("inputs", "outputs"))
    if beyond := [key for key in _NOT_HERE if call.properties.get(key)]:
        raise CannotRun(f"activity '{call.run.name}': a Copy can't follow {', '.join(beyond)} here")
    plan = copying.Plan(source, sink, call.properties)
    store = plan.setting("source", "storeSettings")
    found = listing.files(source, store)
    if not found:
        raise ActivityFailure(_COPY_FAILED, listing.missing(source))
    begun, start = now(), time.monotonic()
    counts = await call.in_thread(lambda stop: copying.copy(plan, found, stop))
    if values.truth(store.get("deleteFilesAfterCompletion", False), "deleteFilesAfterCompletion"):
        for file in found:
            file.path.unlink()
    seconds = time.monotonic() - start
    return {**_report(counts, seconds), **_execution(plan, begun, round(seconds))}


def _only_dataset(call: Call, key: str) -> Blob:
    references = call.source.get(key) or []
    if len(references) != 1:
        raise CannotRun(
            f"activity '{call.run.name}' has {len(references)} {key}; a Copy here has one dataset in each"
        )
    return blob_of(call.scope, references[0])


def _report(counts: copying.Counts, seconds: float) -> Json:
    """The output as documented in "Monitor copy activity"; throughput in KB/s, the duration in whole seconds."""
    rows = {} if counts.rows is None else {"rowsRead": counts.rows, "rowsCopied": counts.rows}
    return {
        "dataRead": counts.read,
        "dataWritten": counts.written,
        "filesRead": counts.files_read,
        "filesWritten": counts.files_written,
        **rows,
        "copyDuration": round(seconds),
        "throughput": round(counts.read / 1024 / max(seconds, 1e-3), 3),
        "errors": [],
    }


def _execution(plan: copying.Plan, begun: datetime, seconds: int) -> Json:
    """How the copy was carried out, in the shape of the documented example: here by one connection to each side.

    https://learn.microsoft.com/azure/data-factory/copy-activity-monitoring#monitor-programmatically
    """
    used = {"usedDataIntegrationUnits": _LEAST_UNITS, "usedParallelCopies": 1}
    return {
        "sourcePeakConnections": 1,
        "sinkPeakConnections": 1,
        "effectiveIntegrationRuntime": "AutoResolveIntegrationRuntime (this machine)",
        **used,
        "executionDetails": [
            {
                "source": {"type": plan.source.store},
                "sink": {"type": plan.sink.store},
                "status": "Succeeded",
                "start": written(begun),
                "duration": seconds,
                **used,
                "detailedDurations": {"queuingDuration": 0, "transferDuration": seconds},
            }
        ],
        "durationInQueue": {"integrationRuntimeQueue": 0},
    }
