"""What a storage container tells of a file or folder.

https://learn.microsoft.com/azure/data-factory/control-flow-get-metadata-activity (metadata options).
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from arm.runtime import listing
from arm.runtime.failures import ActivityFailure
from arm.runtime.model import Json
from arm.runtime.storage import Blob

_CHUNK = 1 << 20


def read(blob: Blob, fields: list[str], filters: Json) -> Json:
    """The fields asked for of what a dataset names. ActivityFailure if it isn't there or has no such field.

    Of what isn't there `exists` can be told, and then nothing else is.
    """
    path = blob.path
    if not path.exists():
        if "exists" in fields:
            return {"exists": False}
        raise ActivityFailure("2011", listing.missing(blob))
    known = _FOLDER if path.is_dir() else _FILE
    for field in fields:
        if field not in known:
            what = "folder" if path.is_dir() else "file"
            raise ActivityFailure("BadRequest", f"the field '{field}' can't be told of a {what}: {blob.title}")
    return {field: known[field](path, blob, filters) for field in fields}


def last_modified(path: Path) -> str:
    """When a file or folder was last changed, as `2017-02-23T06:17:09Z`."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def child_items(path: Path, filters: Json) -> list[Json]:
    """Name and type of everything in a folder; with a filter on the time of change only the files it lets through."""
    children = sorted(child for child in path.iterdir() if not listing.is_aside(child))
    if any(filters.get(f"modifiedDatetime{edge}") for edge in ("Start", "End")):
        found = listing.in_time((listing.Found(child, child.name) for child in children if child.is_file()), filters)
        children = [each.path for each in found]
    return [{"name": child.name, "type": "Folder" if child.is_dir() else "File"} for child in children]


def _md5(path: Path, blob: Blob, filters: Json) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return base64.b64encode(digest.digest()).decode("ascii")


def _structure(path: Path, blob: Blob, filters: Json) -> list[Json]:
    from arm.runtime.formats import files
    from arm.runtime.formats.rows import interim_type

    return [{"name": field.name, "type": interim_type(field.type)} for field in files.columns(path, blob)]


Field = Callable[[Path, Blob, Json], Any]
_BOTH: dict[str, Field] = {
    "exists": lambda path, blob, filters: True,
    "itemName": lambda path, blob, filters: path.name,
    "itemType": lambda path, blob, filters: "Folder" if path.is_dir() else "File",
    "lastModified": lambda path, blob, filters: last_modified(path),
}
_FOLDER: dict[str, Field] = {**_BOTH, "childItems": lambda path, blob, filters: child_items(path, filters)}
_FILE: dict[str, Field] = {
    **_BOTH,
    "size": lambda path, blob, filters: path.stat().st_size,
    "contentMD5": _md5,
    "structure": _structure,
    "columnCount": lambda path, blob, filters: len(_structure(path, blob, filters)),
}
