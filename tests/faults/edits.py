"""Random edits of a factory's sources: things added, changed, removed, triggers switched; what is left is valid."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_COPIED = ("pipeline", "dataset", "trigger")
_CHANGED = ("pipeline", "dataset", "linkedService", "dataflow", "trigger")


class Editor:
    """Edits the sources in a folder, and the notebooks beside them; the same seed does the same."""

    def __init__(self, adf: Path, notebooks: Path, seed: int) -> None:
        self.adf = adf
        self.notebooks = notebooks
        self.random = random.Random(seed)
        self.count = 0

    def edit(self) -> str:
        """Do one to four random things; says what."""
        kinds = (self.add, self.add, self.change, self.change, self.remove, self.touch_notebook)
        done = [self.random.choice(kinds)() for _ in range(self.random.randint(1, 4))]
        return ", ".join(each for each in done if each)

    def add(self) -> str:
        """Copy a resource under a new name."""
        source = self._pick(_COPIED)
        if source is None:
            return ""
        self.count += 1
        document = _read(source)
        document["name"] = f"added{self.count}"
        path = source.with_name(f"added{self.count}.json")
        _write(path, document)
        return f"added {path.parent.name}/{path.stem}"

    def change(self) -> str:
        """Give a resource another description."""
        path = self._pick(_CHANGED)
        if path is None:
            return ""
        document = _read(path)
        self.count += 1
        document["properties"]["description"] = f"edit {self.count}"
        _write(path, document)
        return f"changed {path.parent.name}/{path.stem}"

    def remove(self) -> str:
        """Remove a resource that none refers to."""
        texts = {path: path.read_text(encoding="utf-8-sig") for path in self.adf.rglob("*.json")}
        names = {name.casefold() for path, text in texts.items() for name in _names(json.loads(text, strict=False))}
        free = [
            path for folder in _COPIED for path in self._files(folder) if _read(path)["name"].casefold() not in names
        ]
        if not free:
            return ""
        path = self.random.choice(free)
        path.unlink()
        return f"removed {path.parent.name}/{path.stem}"

    def touch_notebook(self) -> str:
        """Add, change or remove a notebook."""
        path = self.notebooks / f"notebook{self.random.randint(1, 5)}.py"
        if path.exists() and self.random.random() < 0.4:
            path.unlink()
            return f"removed {path.name}"
        self.count += 1
        path.write_text(f"# Databricks notebook source\nprint({self.count})\n", encoding="utf-8")
        return f"wrote {path.name}"

    def wishes(self) -> dict[str, str]:
        """What an environment wants of each trigger."""
        triggers = [_read(path)["name"] for path in self._files("trigger")]
        return {name: self.random.choice(("Started", "Stopped")) for name in triggers}

    def _files(self, folder: str) -> list[Path]:
        return sorted((self.adf / folder).glob("*.json"))

    def _pick(self, folders: tuple[str, ...]) -> Path | None:
        found = [path for folder in folders for path in self._files(folder)]
        return self.random.choice(found) if found else None


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, dict):
        if isinstance(value.get("referenceName"), str):
            yield value["referenceName"]
        for inner in value.values():
            yield from _names(inner)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"), strict=False)
    return found


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document), encoding="utf-8")
