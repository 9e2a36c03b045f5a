"""Documents in a folder: one JSON file each, kept in memory, written aside and swapped in."""

import json
import re
import shutil
import threading
import uuid
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from arm import files, jsontext
from arm.errors import AdfopsError

Key = tuple[str, ...]


class Store:
    """A tree of documents. Keys are found without regard to case; values are JSON and never changed in place.

    Hold `lock` around a check and the change that rests on it. `problems` tells which files could not be read
    when the store was opened, or hold what `fits` says can't be used: they are kept beside their place, with
    `.corrupt` after their name.
    """

    def __init__(self, root: Path, fits: Callable[[Key, Any], bool] = lambda key, value: True) -> None:
        self.root = root
        self._fits = fits
        self.lock = threading.RLock()
        self.problems: list[str] = []
        self._values: dict[Key, Any] = {}
        self._below: dict[Key, set[str]] = {}
        self._load()

    def get(self, *key: str) -> Any:
        """The document at `key`, None if there is none."""
        return self._values.get(_fold(key))

    def put(self, key: Key, value: Any) -> None:
        """Write the document at `key`."""
        folded = _fold(key)
        # ASCII and on one line: any string can be written (a lone surrogate too), and the encoder in C is used.
        text = json.dumps({"key": list(folded), "value": value})
        with self.lock:
            files.write_text(self._path(folded), text, private=True)
            self._remember(folded, value)

    def delete(self, *key: str) -> None:
        """Remove the document at `key` and everything below it; nothing happens if there is none."""
        folded = _fold(key)
        with self.lock:
            path, below = self._path(folded), self._folder(folded)
            if below.exists():  # aside first, so that a kill can't leave half of it
                trash = self.root / f".trash-{uuid.uuid4()}"
                below.replace(trash)
                shutil.rmtree(trash)
            path.unlink(missing_ok=True)
            self._forget(folded)

    def children(self, *key: str) -> list[Any]:
        """The documents directly below `key`, by the last part of their keys."""
        folded = _fold(key)
        with self.lock:
            names = sorted(self._below.get(folded, ()))
            return [self._values[*folded, name] for name in names if (*folded, name) in self._values]

    def below(self, *key: str) -> list[str]:
        """The last parts (lower case) of the keys directly below `key`, documents or not."""
        with self.lock:
            return sorted(self._below.get(_fold(key), ()))

    def _remember(self, key: Key, value: Any) -> None:
        self._values[key] = value
        for length in range(len(key)):
            self._below.setdefault(key[:length], set()).add(key[length])

    def _forget(self, key: Key) -> None:
        for each in [each for each in self._values if each[: len(key)] == key]:
            del self._values[each]
        for each in [each for each in self._below if each[: len(key)] == key]:
            del self._below[each]
        if key:
            self._below.get(key[:-1], set()).discard(key[-1])

    def _path(self, key: Key) -> Path:
        return self.root.joinpath(*map(_file_name, key[:-1]), _file_name(key[-1]) + ".json")

    def _folder(self, key: Key) -> Path:
        return self.root.joinpath(*map(_file_name, key))

    def _load(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        for trash in self.root.glob(".trash-*"):
            shutil.rmtree(trash)
        for leftover in self.root.rglob("*.part"):
            leftover.unlink()
        for path in sorted(self.root.rglob("*.json")):
            self._load_one(path)

    def _load_one(self, path: Path) -> None:
        try:
            document = jsontext.read(path)
        except AdfopsError as error:
            self._refuse(path, error.message)
            return
        key = _key(document)
        if key is None or self._path(key) != path or not self._fits(key, document["value"]):
            self._refuse(path, "not a document of Local Azure")
            return
        self._remember(key, document["value"])

    def _refuse(self, path: Path, reason: str) -> None:
        aside = path.with_name(path.name + ".corrupt")
        path.replace(aside)
        self.problems.append(f"{path}: state refused: {reason} — kept as {aside.name}")


def _key(document: Any) -> Key | None:
    """The key in a document's file, None if it isn't one."""
    if not isinstance(document, dict) or document.keys() != {"key", "value"}:
        return None
    key = document["key"]
    return tuple(key) if isinstance(key, list) and key and all(isinstance(part, str) for part in key) else None


def _fold(key: Key) -> Key:
    return tuple(part.lower() for part in key)


def _file_name(part: str) -> str:
    """A file name for any key: readable, safe on every system, and its own for each key."""
    safe = re.sub(r"[^a-z0-9_-]", "-", part)[:60]
    return safe if safe == part and part not in _RESERVED else f"{safe}~{sha256(part.encode()).hexdigest()[:12]}"


_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
