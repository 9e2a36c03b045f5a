"""The workspace as plain files: a notebook is its source, a workspace file has `.file` added, folders are folders."""

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from arm import files
from arm.local.databricks.errors import DatabricksError, invalid, missing
from arm.local.names import inside

SUFFIXES: Mapping[str, str] = {"PYTHON": ".py", "SQL": ".sql", "SCALA": ".scala", "R": ".r"}
# What a workspace file's name ends with on disk, so that the file `x.py` isn't taken for the notebook `x`.
_FILE = ".file"
# https://docs.databricks.com/api/azure/workspace/workspace/import
MAXIMUM = 10 * 1024 * 1024
_TOP = ("Shared", "Users", "Repos")


@dataclass(frozen=True)
class Entry:
    """A notebook (with its language), a file or a folder of the workspace."""

    path: str
    file: Path
    language: str = ""

    @property
    def kind(self) -> str:
        """What Databricks calls it: NOTEBOOK, FILE or DIRECTORY."""
        if self.language:
            return "NOTEBOOK"
        return "DIRECTORY" if self.file.is_dir() else "FILE"

    def wire(self) -> dict[str, Any]:
        """As `Workspace - Get status` describes it."""
        shown: dict[str, Any] = {"path": self.path, "object_type": self.kind}
        if self.language:
            shown["language"] = self.language
        shown["object_id"] = int(sha256(self.path.encode()).hexdigest()[:12], 16)
        if self.kind != "DIRECTORY":
            status = self.file.stat()
            shown["modified_at"] = int(status.st_mtime * 1000)
        if self.kind == "FILE":
            shown["size"] = status.st_size
        return shown


class Workspace:
    """The notebooks and files of the workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        for name in _TOP:
            (root / name).mkdir(parents=True, exist_ok=True)

    def entry(self, path: str) -> Entry:
        """What is at a path. DatabricksError RESOURCE_DOES_NOT_EXIST if nothing is."""
        file = self._file(path)
        if file.is_dir():
            return Entry(_clean(path), file)
        for found in self._documents(file):
            return Entry(_clean(path), found, _language(found))
        raise missing(path)

    def children(self, path: str) -> list[Entry]:
        """What is directly in a folder, by name; of a notebook or a file, itself."""
        entry = self.entry(path)
        if entry.kind != "DIRECTORY":
            return [entry]
        base = "" if entry.path == "/" else entry.path
        found = []
        for file in sorted(entry.file.iterdir()):
            language = _language(file)
            if file.is_dir():
                found.append(Entry(f"{base}/{file.name}", file))
            elif language or file.suffix == _FILE:
                found.append(Entry(f"{base}/{file.stem}", file, language))
        return found

    def make_folder(self, path: str) -> None:
        """Create a folder and those above it. RESOURCE_ALREADY_EXISTS if something else is in the way."""
        segments = _clean(path).strip("/").split("/")
        for depth in range(1, len(segments) + 1):
            part = "/" + "/".join(segments[:depth])
            if self._documents(self._file(part)):
                message = f"The target location ({part}) is no folder."
                raise DatabricksError(400, "RESOURCE_ALREADY_EXISTS", message)
        self._file(path).mkdir(parents=True, exist_ok=True)

    def write(self, path: str, language: str, content: bytes, overwrite: bool) -> None:
        """Write a notebook's source, or a file if `language` is "".

        DatabricksError if it is there and not to be overwritten, or doesn't fit.
        """
        file = self._file(path)
        if len(content) > MAXIMUM:
            raise DatabricksError(
                400, "MAX_NOTEBOOK_SIZE_EXCEEDED", f"Requested content size exceeds the limit of {MAXIMUM} bytes."
            )
        if not file.parent.is_dir():
            parent = _clean(path).rpartition("/")[0]
            raise DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", f"The parent folder ({parent}) does not exist.")
        with self._lock:
            old = self._documents(file)
            if file.is_dir() or (old and not overwrite):
                raise DatabricksError(400, "RESOURCE_ALREADY_EXISTS", f"Path ({_clean(path)}) already exists.")
            _check_same_type(_clean(path), old, language)
            new = file.with_name(file.name + SUFFIXES.get(language, _FILE))
            files.write_bytes(new, content, private=True)
            for other in old:
                if other != new:
                    other.unlink()

    def delete(self, path: str, recursive: bool) -> None:
        """Delete a notebook, a file, or a folder if it is empty or `recursive`."""
        entry = self.entry(path)
        if entry.path.strip("/") in ("", *_TOP):
            raise DatabricksError(400, "BAD_REQUEST", f"Folder {entry.path} is protected")
        if entry.kind != "DIRECTORY":
            entry.file.unlink()
        elif recursive:
            shutil.rmtree(entry.file)
        elif any(entry.file.iterdir()):
            raise DatabricksError(400, "DIRECTORY_NOT_EMPTY", f"Folder ({entry.path}) is not empty")
        else:
            entry.file.rmdir()

    def source(self, path: str) -> str:
        """The source of a Python notebook. KeyError if there is none."""
        try:
            entry = self.entry(path)
        except DatabricksError:
            raise KeyError(path) from None
        if entry.language != "PYTHON":
            raise KeyError(path)
        return entry.file.read_text(encoding="utf-8-sig")

    def _documents(self, file: Path) -> list[Path]:
        """What is on disk of the notebook or the file that a path without a suffix means; at most one, as a rule."""
        suffixes = (*SUFFIXES.values(), _FILE) if file.name else ()
        return [each for suffix in suffixes if (each := file.with_name(file.name + suffix)).is_file()]

    def _file(self, path: str) -> Path:
        """The file or folder a workspace path means, without a suffix. DatabricksError if it isn't a safe path."""
        if not path.startswith("/"):
            raise invalid(f"Path ({path}) is not absolute: it must start with '/'.")
        if path == "/":
            return self.root
        found = inside(self.root, path.strip("/"))
        if found is None:
            raise invalid(f"Path ({path}) is not valid.")
        return found


def _clean(path: str) -> str:
    return "/" + path.strip("/")


def _language(file: Path) -> str:
    """The language of a notebook's file on disk, "" if it is no notebook's."""
    return next((name for name, suffix in SUFFIXES.items() if file.suffix == suffix), "")


def _check_same_type(path: str, old: list[Path], language: str) -> None:
    """Refuse to put a notebook over a file, or a file over a notebook."""
    asked = "NOTEBOOK" if language else "FILE"
    for each in old:
        actual = "NOTEBOOK" if _language(each) else "FILE"
        if actual != asked:
            raise invalid(
                f"Cannot overwrite the asset at {path} due to type mismatch (asked: {asked}, actual: {actual})"
            )
