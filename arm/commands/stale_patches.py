"""Patches of override files whose paths lead to another element of an array than they did before."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from arm import jsontext, pointers
from arm.commands.stale_overrides import Problem, Stale, TextThen
from arm.errors import SourceError
from arm.history.renames import labels
from arm.history.scoring import keyed
from arm.settings import Settings
from arm.settings.override_files import override_files


class _Target(NamedTuple):
    """What an operation is done to: the resource's `<type>/<name>`, and a pointer into it."""

    resource: str
    path: str


def stale_patches(settings: Settings, before: dict[str, Any], after: dict[str, Any], then: TextThen) -> list[Stale]:
    """Every path of a patch that leads through an array to another element of the template `after` than of `before`.

    A path that the base's file doesn't have was written since, for the template of today.
    """
    old, new = keyed(before), keyed(after)
    found: list[Stale] = []
    for file in override_files(settings):
        text = jsontext.read_text(file)
        known = set(_targets(_document(then(file) or "{}", file)).values())
        for pointer, target in _targets(jsontext.parse(text, file)).items():
            obstacle = _moved(target, old, new) if target in known else ""
            if obstacle:
                line, _ = jsontext.locate(text, pointer)
                found.append(Stale(file, line, " ".join(target), Problem.MOVED, obstacle=obstacle))
    return found


def _document(text: str, file: Path) -> Any:
    try:
        return jsontext.parse(text, file)
    except SourceError:
        return {}


def _targets(document: Any) -> dict[str, _Target]:
    """What the operations of a file's patches are done to, by the pointer to where it says so."""
    found = {}
    for number, patch in _entries(document, "patches"):
        for index, operation in _entries(patch, "operations"):
            for key in ("path", "from"):
                if isinstance(operation.get(key), str):
                    pointer = pointers.join(["patches", number, "operations", index, key])
                    found[pointer] = _Target(str(patch.get("resource")), operation[key])
    return found


def _entries(document: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = document.get(key) if isinstance(document, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def _moved(target: _Target, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Which element on the way is another one now; "" if none is, or the resource isn't on both sides."""
    if target.resource not in old or target.resource not in new or not target.path.startswith("/"):
        return ""
    parts = pointers.split(target.path)
    was, now = labels(old[target.resource], parts), labels(new[target.resource], parts)
    for index, (one, other) in enumerate(zip(was, now, strict=True)):
        if one != other:
            return (
                f"{pointers.join(parts[: index + 1])} was {one}, and is {other if other != parts[index] else 'gone'}"
            )
    return ""
