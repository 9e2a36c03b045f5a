"""Which files an activity's dataset and store settings mean: one, a folder's, or those that wildcards match.

Wildcards: https://learn.microsoft.com/azure/data-factory/connector-azure-blob-storage#folder-and-file-filter-examples.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from arm.runtime import values
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json
from arm.runtime.storage import Blob

_NOT_HERE = ("fileListPath", "prefix", "enablePartitionDiscovery")


@dataclass(frozen=True)
class Found:
    """A file and its name relative to the folder that was searched, with forward slashes."""

    path: Path
    name: str


def files(blob: Blob, settings: Json, *, recursive: bool = True) -> list[Found]:
    """The files meant, in the order of their names; `recursive` is what counts where the settings don't say.

    CannotRun for settings that select files in a way that isn't there.
    """
    if beyond := [key for key in _NOT_HERE if settings.get(key)]:
        raise CannotRun(f"files can't be selected by {', '.join(beyond)} here")
    if not is_pattern(blob, settings):
        return [Found(blob.path, blob.path.name)] if blob.path.is_file() else []
    recursive = values.truth(settings.get("recursive", recursive), "recursive")
    wanted = settings.get("wildcardFileName") or blob.name or "*"
    base, folder = _split(settings.get("wildcardFolderPath") or blob.folder)
    found = _walk(blob.at(base), folder, _pattern(wanted), recursive)
    return sorted(in_time(found, settings), key=lambda each: each.name)


def missing(blob: Blob) -> str:
    """The service's words for a blob that isn't there."""
    return (
        "ErrorCode=UserErrorSourceBlobNotExist: The required Blob is missing. "
        f"ContainerName: {blob.container}, path: {blob.title}."
    )


def is_pattern(blob: Blob, settings: Json) -> bool:
    """Whether any number of files may be meant, rather than the one the dataset names."""
    if settings.get("wildcardFileName") or settings.get("wildcardFolderPath"):
        return True
    return not blob.name or any(mark in blob.name for mark in "*?")


def is_aside(path: Path) -> bool:
    """Whether a file is one that is just being written, which nobody is to see yet."""
    return path.name.startswith(".") and path.suffix == ".part"


def _split(folder: str) -> tuple[str, str]:
    """The part of a folder's path before its first wildcard, and the rest."""
    parts = [part for part in re.split(r"[/\\]", folder) if part]
    first = next((index for index, part in enumerate(parts) if any(mark in part for mark in "*?")), len(parts))
    return "/".join(parts[:first]), "/".join(parts[first:])


def _walk(base: Path, folder: str, name: "re.Pattern[str]", recursive: bool) -> Iterator[Found]:
    wanted = _pattern(folder)
    for path in base.rglob("*") if base.is_dir() else ():
        if is_aside(path) or not path.is_file() or not name.fullmatch(path.name):
            continue
        relative = path.relative_to(base)
        parents = [parent.as_posix().removeprefix(".") for parent in relative.parents]
        if any(wanted.fullmatch(parent) for parent in (parents if recursive else parents[:1])):
            yield Found(path, relative.as_posix())


def _pattern(wildcard: str) -> "re.Pattern[str]":
    """`*` stands for any characters but a slash, `**` for slashes too, `?` for one or none, `^` escapes."""
    translated = {"**": ".*", "*": "[^/]*", "?": "[^/]?"}
    pieces = re.findall(r"\^.|\*\*|.", wildcard, re.DOTALL)
    return re.compile(
        "".join(translated.get(piece, re.escape(piece.removeprefix("^") or piece)) for piece in pieces), re.DOTALL
    )


def in_time(found: Iterator[Found], settings: Json) -> Iterator[Found]:
    """Those last modified from modifiedDatetimeStart on and before modifiedDatetimeEnd."""
    start, end = (_moment(settings.get(f"modifiedDatetime{edge}")) for edge in ("Start", "End"))
    for each in found:
        modified = datetime.fromtimestamp(each.path.stat().st_mtime, UTC)
        if (start is None or modified >= start) and (end is None or modified < end):
            yield each


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ActivityFailure("BadRequest", f"not a date and time: {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
