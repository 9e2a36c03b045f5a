"""Override files that name a parameter as it was called before, or one that is gone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from arm import jsontext
from arm.errors import SourceError
from arm.history.changes import Change, Changes
from arm.settings import Settings
from arm.settings.override_files import named_parameters, override_files, parameter_line, rename_parameters

TextThen = Callable[[Path], str | None]
"""The text of a file as it stood in the base, None where it wasn't there."""


class Problem(StrEnum):
    """What is wrong with an override."""

    RENAMED = "renamed"
    """The parameter is called otherwise now."""
    DROPPED = "dropped"
    """The template doesn't declare it any more: a deployment would be refused."""
    MEANING = "meaning"
    """The template declares a parameter of that name, but it stands for another value now."""
    MOVED = "moved"
    """A patch's path leads to another element of an array now."""


@dataclass(frozen=True)
class Stale:
    """A parameter's name, or a patch's resource and path, that doesn't fit the head's template any more.

    `becomes` is its new name, if it was renamed; `rewritten` tells that the file has that now, `obstacle` why it
    can't be written by itself.
    """

    file: Path
    line: int
    name: str
    problem: Problem
    becomes: str = ""
    rewritten: bool = False
    obstacle: str = ""


def stale_overrides(settings: Settings, changes: Changes, declared: Mapping[str, Any], then: TextThen) -> list[Stale]:
    """Every name in override files that fits the base and not the head, whose parameters are `declared`.

    An override written after the base, or renamed already, is taken to mean what its name says now. SourceError
    where an override file isn't JSON.
    """
    found: list[Stale] = []
    for path in override_files(settings):
        text = jsontext.read_text(path)
        found += _in_file(path, text, changes, declared, _then(path, then))
    return found


def _then(path: Path, then: TextThen) -> dict[str, Any]:
    try:
        text = then(path)
        return named_parameters(text, path) if text is not None else {}
    except SourceError:
        return {}


def _in_file(
    path: Path, text: str, changes: Changes, declared: Mapping[str, Any], before: dict[str, Any]
) -> Iterator[Stale]:
    now = named_parameters(text, path)
    called = {rename.old: rename.new for rename in changes.renames}
    dropped = {change.name for change in changes.parameters if change.change is Change.DROPPED}
    is_done = _is_renamed(called, before, now)
    for name in now:
        as_before = name not in declared or (name in before and not is_done)
        if not as_before:
            continue
        if name in called:
            taken = called[name] in now and called[name] not in called
            obstacle = f"{called[name]} has a value there already: see to that one first" if taken else ""
            yield Stale(path, parameter_line(text, name), name, Problem.RENAMED, called[name], obstacle=obstacle)
        elif name in dropped:
            problem = Problem.MEANING if name in changes.meanings else Problem.DROPPED
            yield Stale(path, parameter_line(text, name), name, problem)


def _is_renamed(called: Mapping[str, str], before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a file was brought up to date since the base: its values stand under the new names."""
    old = [name for name in before if name in called]
    new = {called[name] for name in old}
    moved = all(called[name] in now and now[called[name]] == before[name] for name in old)
    left = any(name not in new and name in now and now[name] == before[name] for name in old)
    return bool(old) and moved and not left


def rewritten(stale: list[Stale]) -> list[Stale]:
    """The same, after every file in which nothing stands in the way was rewritten with the new names."""
    blocked = {one.file for one in stale if one.obstacle}
    for path in {one.file for one in stale if one.becomes} - blocked:
        rename_parameters(path, {one.name: one.becomes for one in stale if one.file == path and one.becomes})
    return [replace(one, rewritten=bool(one.becomes) and one.file not in blocked) for one in stale]
