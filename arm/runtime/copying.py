"""What a Copy copies: which file goes where, byte by byte or row by row, never more in memory than a batch."""

import contextlib
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from arm.runtime import listing
from arm.runtime.delimited import RecordCounter
from arm.runtime.failures import CannotRun
from arm.runtime.model import Json
from arm.runtime.storage import Blob

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Plan:
    """A Copy as its activity describes it: where from, where to, with which settings."""

    source: Blob
    sink: Blob
    properties: Json

    def setting(self, side: str, kind: str) -> Json:
        """`storeSettings` or `formatSettings` of the source or sink, {} if there are none."""
        found: Json = (self.properties.get(side) or {}).get(kind) or {}
        return found

    @property
    def behavior(self) -> str:
        """PreserveHierarchy, FlattenHierarchy or MergeFiles."""
        return self.setting("sink", "storeSettings").get("copyBehavior") or "PreserveHierarchy"

    @property
    def as_it_is(self) -> bool:
        """Whether the bytes needn't be looked into."""
        if "Binary" in (self.source.format, self.sink.format):
            if self.source.format != self.sink.format:
                raise CannotRun("a Binary dataset can only be copied to another one, as in Azure")
            return True
        same = self.source.format == self.sink.format and self.source.settings == self.sink.settings
        reshaped = self.properties.get("translator") or (self.properties.get("source") or {}).get("additionalColumns")
        formatted = any(self.setting("source", "formatSettings").get(key) for key in ("skipLineCount", "filePattern"))
        formatted = formatted or any(self.setting("sink", "formatSettings").get(key) for key in _SHAPING)
        return same and not reshaped and not formatted and self.behavior != "MergeFiles"


# Settings of a sink by which its text is another than the source's.
_SHAPING = ("quoteAllText", "maxRowsPerFile", "filePattern")


@dataclass
class Counts:
    """What was copied; `rows` stay None where nobody looked for rows."""

    read: int = 0
    written: int = 0
    files_read: int = 0
    files_written: int = 0
    rows: int | None = None
    errors: list[Any] = field(default_factory=list)

    def add_rows(self, rows: int) -> None:
        """Count rows that were read and written."""
        self.rows = (self.rows or 0) + rows


def copy(plan: Plan, found: Sequence[listing.Found], stop: threading.Event) -> Counts:
    """Copy the files; each target is written aside and swapped in, so that nobody reads half of it."""
    counts = Counts()
    for target, files in _targets(plan, found).items():
        if stop.is_set():
            break
        counts.files_read += len(files)
        counts.read += sum(file.path.stat().st_size for file in files)
        with written_aside(target, stop) as stream:
            if plan.as_it_is:
                _copy_bytes(plan, files, stream, counts, stop)
            else:
                from arm.runtime.copying_rows import copy_rows

                copy_rows(plan, files, stream, counts, stop)
        if not stop.is_set():
            counts.files_written += 1
            counts.written += target.stat().st_size
    return counts


def _targets(plan: Plan, found: Sequence[listing.Found]) -> dict[Path, list[listing.Found]]:
    """Each file to be written with those that go into it.

    https://learn.microsoft.com/azure/data-factory/connector-azure-blob-storage (copyBehavior); names the service
    makes up are `data` and a number here.
    """
    sink, suffix = plan.sink, _suffix(plan)
    match plan.behavior:
        case "MergeFiles":
            return {sink.path if sink.name else sink.at(sink.folder, f"data{suffix}"): list(found)}
        case "FlattenHierarchy" if not sink.name:
            return {sink.at(sink.folder, f"data_{n}{suffix}"): [file] for n, file in enumerate(found)}
        case "PreserveHierarchy" if not sink.name:
            return {sink.at(sink.folder, _named(plan, file.name, suffix)): [file] for file in found}
    if len(found) > 1:
        raise CannotRun(f"{len(found)} files can't be copied into one without copyBehavior MergeFiles: {sink.title}")
    return {sink.path: list(found)}


def _named(plan: Plan, name: str, suffix: str) -> str:
    """A file's name in the sink: its own, with another ending where the format is another one."""
    if plan.source.format == plan.sink.format:
        return name
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}{file.rpartition('.')[0] or file}{suffix}"


def _suffix(plan: Plan) -> str:
    if plan.sink.format == "Binary":
        return ""
    from arm.runtime.formats.files import EXTENSIONS

    given = plan.setting("sink", "formatSettings").get("fileExtension")
    return given or EXTENSIONS.get(plan.sink.format, "")


def _copy_bytes(
    plan: Plan, files: Sequence[listing.Found], stream: IO[bytes], counts: Counts, stop: threading.Event
) -> None:
    for file in files:
        counter = RecordCounter(plan.source.settings) if _countable(plan.source) else None
        with file.path.open("rb") as source:
            while not stop.is_set() and (chunk := source.read(_CHUNK)):
                stream.write(chunk)
                if counter:
                    counter.feed(chunk)
        if counter:
            counts.add_rows(counter.rows)


def _countable(blob: Blob) -> bool:
    return blob.format == "DelimitedText" and (blob.settings.get("compressionCodec") or "none").lower() == "none"


@contextlib.contextmanager
def written_aside(target: Path, stop: threading.Event) -> Iterator[IO[bytes]]:
    """A stream into a file beside `target`, which takes its place when all went well and nobody stopped it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as aside:
        path = Path(aside.name)
        try:
            yield aside.file
            aside.close()
            if not stop.is_set():
                path.chmod(0o666 & ~_umask())
                path.replace(target)
        finally:
            path.unlink(missing_ok=True)


def _umask() -> int:
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask
