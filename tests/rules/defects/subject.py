"""A factory to put one defect into: its files in memory, places in them, and the text with a line for every value."""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BRANCHES = ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities")


class NoPlace(LookupError):
    """The factory has no place for a defect."""


@dataclass(frozen=True)
class Spot:
    """A value in a file: the file relative to the root, and the keys and indexes that lead to it.

    `within` says that any line of the value will do, `other` that another place will: of a circle any member.
    """

    file: str
    path: tuple = ()
    within: bool = False
    other: "Spot | None" = None

    def below(self, *path):
        """The place of something inside."""
        return Spot(self.file, (*self.path, *path))


@dataclass
class Subject:
    """A factory's JSON files by path. `texts` are files a defect wrote as they are, `lines` where it is in those."""

    root: Path
    rng: random.Random
    files: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str | bytes] = field(default_factory=dict)
    line: int | None = None

    @classmethod
    def read(cls, root, rng):
        """The files below a folder."""
        found = cls(root, rng)
        for path in sorted(root.rglob("*.json")):
            found.files[path.relative_to(root).as_posix()] = json.loads(path.read_text(encoding="utf-8-sig"))
        return found

    def at(self, spot):
        """The value at a place."""
        value = self.files[spot.file]
        for part in spot.path:
            value = value[part]
        return value

    def has(self, spot):
        """Whether there is a value."""
        try:
            self.at(spot)
        except (KeyError, IndexError, TypeError):
            return False
        return True

    def put(self, spot, value):
        """Set a value; its holder is there."""
        self.at(Spot(spot.file, spot.path[:-1]))[spot.path[-1]] = value

    def drop(self, spot):
        """Remove a value; what comes back is where it belonged."""
        holder = Spot(spot.file, spot.path[:-1])
        del self.at(holder)[spot.path[-1]]
        return holder

    def any(self, spots):
        """One of the places; NoPlace of none."""
        found = list(spots)
        if not found:
            raise NoPlace
        return self.rng.choice(found)

    def resources(self, folder, *types, having=()):
        """The files of a folder whose `properties.type` is one of `types`, and that have a value at `having`."""
        for file, body in self.files.items():
            if file.startswith(f"{folder}/") and (not types or body.get("properties", {}).get("type") in types):
                spot = Spot(file)
                if not having or self.has(spot.below(*having)):
                    yield spot

    def activities(self, *types, having=(), inner=None):
        """Active activities of some types at any depth; `inner` confines to those inside a container, or not."""
        for pipeline in self.resources("pipeline"):
            for spot in self._activities(pipeline.below("properties", "activities")):
                depth = sum(1 for part in spot.path if part == "typeProperties")
                fits = (not types or self.at(spot).get("type") in types) and (inner is None or inner == bool(depth))
                if fits and (not having or self.has(spot.below(*having))):
                    yield spot

    def _activities(self, block):
        for number, activity in enumerate(self.at(block) if self.has(block) else []):
            spot = block.below(number)
            if activity.get("state") == "Inactive":
                continue
            yield spot
            for key in BRANCHES:
                yield from self._activities(spot.below("typeProperties", key))
            for case in range(len(activity.get("typeProperties", {}).get("cases") or [])):
                yield from self._activities(spot.below("typeProperties", "cases", case, "activities"))

    def mentions(self, type, folder=""):
        """The references of a type; inactive activities left out."""
        for file, body in self.files.items():
            if file.startswith(folder):
                yield from (spot for spot in places(Spot(file), body) if _is_reference(self.at(spot), type))

    def texts_in(self, spot):
        """Every text below a place, with where it stands."""
        for place in places(spot, self.at(spot)):
            if isinstance(self.at(place), str):
                yield place, self.at(place)

    def write(self):
        """Write what there is to the folder."""
        for file, body in self.files.items():
            (self.root / file).parent.mkdir(parents=True, exist_ok=True)
            (self.root / file).write_text(numbered(body)[0], encoding="utf-8")
        for file, text in self.texts.items():
            data = text if isinstance(text, bytes) else text.encode("utf-8")
            (self.root / file).parent.mkdir(parents=True, exist_ok=True)
            (self.root / file).write_bytes(data)


def _is_reference(value, type):
    return isinstance(value, dict) and value.get("type") == type and isinstance(value.get("referenceName"), str)


def places(spot, value):
    """The place of every value inside another, what is inactive left out."""
    yield spot
    if isinstance(value, dict) and value.get("state") == "Inactive":
        return
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(spot.below(key), inner)


def numbered(value):
    """The value as JSON, one value a line, and the line of every value by its path."""
    lines, found = [""], {}
    _write(value, (), 0, lines, found)
    return "\n".join(lines), found


def _write(value, path, depth, lines, found):
    found[path] = len(lines)
    if not isinstance(value, dict | list) or not value:
        lines[-1] += json.dumps(value, ensure_ascii=False)
        return
    brackets = "{}" if isinstance(value, dict) else "[]"
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    lines[-1] += brackets[0]
    for number, (key, inner) in enumerate(pairs):
        lines.append("\t" * (depth + 1) + (f"{json.dumps(key, ensure_ascii=False)}: " if brackets == "{}" else ""))
        _write(inner, (*path, key), depth + 1, lines, found)
        lines[-1] += "," if number < len(pairs) - 1 else ""
    lines.append("\t" * depth + brackets[1])
