"""Copy between storage containers: https://learn.microsoft.com/azure/data-factory/copy-activity-overview."""

import contextlib
import tempfile
import threading
import time
from pathlib import Path

from arm.runtime.activities import handles
from arm.runtime.call import Call
from arm.runtime.delimited import RecordCounter
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json
from arm.runtime.storage import Blob, blob_of

_CHUNK = 1 << 20
_FORMATS = ("Binary", "DelimitedText")
# Azure's code for a Copy whose source or sink refuses.
_COPY_FAILED = "2200"


@handles("Copy")
async def copy(call: Call) -> Json:
    """Copy one blob; counts of files, bytes and (for delimited text) rows come back as Azure names them."""
    source, sink = (_only_dataset(call, key) for key in ("inputs", "outputs"))
    _refuse_what_isnt_there(call, source, sink)
    if not source.path.is_file():
        raise ActivityFailure(
            _COPY_FAILED,
            "ErrorCode=UserErrorSourceBlobNotExist: The required Blob is missing. "
            f"ContainerName: {source.container}, path: {source.title}.",
        )
    counter = RecordCounter(source.settings) if source.format == "DelimitedText" else None
    start = time.monotonic()
    size = await call.in_thread(lambda stop: _copy_file(source.path, _target(source, sink), counter, stop))
    return _report(size, counter, time.monotonic() - start)


def _only_dataset(call: Call, key: str) -> Blob:
    references = call.source.get(key) or []
    if len(references) != 1:
        raise CannotRun(
            f"activity '{call.run.name}' has {len(references)} {key}; a Copy here has one dataset in each"
        )
    return blob_of(call.scope, references[0])


def _refuse_what_isnt_there(call: Call, source: Blob, sink: Blob) -> None:
    """CannotRun for everything a Copy can do in Azure that would come out otherwise here."""
    read = call.properties.get("source", {}).get("storeSettings", {})
    beyond = [key for key in ("wildcardFileName", "wildcardFolderPath", "fileListPath", "prefix") if read.get(key)]
    beyond += [key for key in ("translator", "preserveRules") if call.properties.get(key)]
    beyond += ["additionalColumns"] if call.properties.get("source", {}).get("additionalColumns") else []
    if not source.name:
        beyond.append("a whole folder")
    if source.format not in _FORMATS or source.format != sink.format or source.settings != sink.settings:
        beyond.append(f"{source.format} to {sink.format} of another shape")
    if beyond:
        raise CannotRun(f"activity '{call.run.name}': this Copy needs what isn't there yet: {', '.join(beyond)}")


def _target(source: Blob, sink: Blob) -> Path:
    """The sink's file; where its dataset names only a folder, the file keeps its name."""
    return sink.path if sink.name else sink.path / source.path.name


def _copy_file(source: Path, target: Path, counter: RecordCounter | None, stop: threading.Event) -> int:
    """The bytes copied; the file is written aside and swapped in, so that nobody reads half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as aside:
        try:
            with source.open("rb") as stream:
                while not stop.is_set() and (chunk := stream.read(_CHUNK)):
                    aside.write(chunk)
                    size += len(chunk)
                    if counter:
                        counter.feed(chunk)
            aside.close()
            if not stop.is_set():
                Path(aside.name).chmod(source.stat().st_mode & 0o777)
                Path(aside.name).replace(target)
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(aside.name).unlink()
    return size


def _report(size: int, counter: RecordCounter | None, seconds: float) -> Json:
    """The output as documented in "Monitor copy activity"; throughput in KB/s, the duration in whole seconds."""
    rows = {"rowsRead": counter.rows, "rowsCopied": counter.rows} if counter else {}
    return {
        "dataRead": size,
        "dataWritten": size,
        "filesRead": 1,
        "filesWritten": 1,
        **rows,
        "copyDuration": round(seconds),
        "throughput": round(size / 1024 / max(seconds, 1e-3), 3),
        "errors": [],
    }
