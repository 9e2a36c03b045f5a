"""What notebooks printed: found for an activity or a job, and read in bounded pieces, also while it grows."""

import codecs
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from arm.local.names import inside
from arm.local.wire import CloudError

PIECE = 256 * 1024
_NAME = "log.txt"


def log_of_activity(root: Path, run_id: str, activity: Mapping[str, Any]) -> str:
    """The log of a notebook's activity run, relative to `root`; "" if there is none, or nothing tells which it is.

    An activity that has ended names it in its output; of one that is running it is the newest of that notebook.
    """
    output, given = activity["output"], activity["input"]
    if isinstance(output, dict) and str(output.get("runPageUrl", "")).startswith("file:"):
        path = Path(url2pathname(unquote(urlsplit(output["runPageUrl"]).path)))
        return path.relative_to(root).as_posix() if path.is_relative_to(root) and path.is_file() else ""
    notebook = (given.get("notebookPath") or given.get("pythonFile")) if isinstance(given, dict) else None
    if activity["status"] != "InProgress" or not notebook:
        return ""
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", str(notebook)).strip("-")
    found = [each for each in logs(root, run_id) if each.split("/")[1].startswith(f"{slug}-")]
    return found[-1] if found else ""


def logs(root: Path, folder: str) -> list[str]:
    """The logs in a folder of `root`, relative to `root`, the oldest first."""
    below = inside(root, folder)
    if below is None or not below.is_dir():
        return []
    found = sorted(below.rglob(_NAME), key=lambda path: (path.parent.stat().st_ctime_ns, path))
    return [path.relative_to(root).as_posix() for path in found]


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
