"""What notebooks printed: found for an activity or a job, and read in bounded pieces, also while it grows."""

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from arm.local.names import inside
from arm.local.wire import CloudError

PIECE = 256 * 1024
_NAME = "log.txt"


def log_of_activity(root: Path, activity: Mapping[str, Any]) -> str:
    """The log of a notebook's activity run, relative to `root`; "" if there is none, or its output is secure."""
    output = activity["output"]
    url = str(output.get("runPageUrl", "")) if isinstance(output, dict) else ""
    return below(root, Path(url2pathname(urlsplit(url).path))) if url.startswith("file:") else ""


def below(root: Path, log: Path | None) -> str:
    """The name of a log, its path relative to `root`; "" if there is none."""
    return log.relative_to(root).as_posix() if log and log.is_relative_to(root) and log.is_file() else ""


def read(root: Path, name: str, offset: int | None) -> dict[str, Any]:
    """A piece of a log: `text`, the byte it begins at (`offset`), the one after it (`next`), and the log's `size`.

    Without an offset it is the end of the log. A character that isn't whole yet is left for the next piece.
    CloudError if `name` isn't the log of a notebook.
    """
    path = inside(root, name)
    if path is None or path.name != _NAME or not path.is_file():
        raise CloudError(404, "LogNotFound", f"There is no log {name}.")
    size = path.stat().st_size
    start = max(0, size - PIECE) if offset is None else min(offset, size)
    with path.open("rb") as stream:
        stream.seek(start)
        data = stream.read(PIECE)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = decoder.decode(data)
    pending = len(decoder.getstate()[0])
    return {"name": name, "text": text, "offset": start, "next": start + len(data) - pending, "size": size}
