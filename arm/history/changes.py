"""What differs between two exports of a factory: parameters and resources, renames told from what is new or gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from arm import pointers
from arm.history.renames import Rename, pairs
from arm.history.scoring import MISSING, differing, keyed
from arm.template import Export


class Change(StrEnum):
    """What happened to a parameter or resource."""

    ADDED = "added"
    DROPPED = "dropped"
    RETYPED = "retyped"
    DEFAULT = "default"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A parameter that is new, gone, of another type or default. `name` is that of today, if there is one.

    `before` and `after` are its declarations in the template, None where there is none; `pointer` is where its value
    stands in the source.
    """

    change: Change
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    pointer: str


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """A resource (`<type>/<name>`) that is new, gone or changed: first at `pointer`, in `places` places in all."""

    change: Change
    resource: str
    pointer: str = ""
    places: int = 0


@dataclass(frozen=True)
class Changes:
    """What differs between a base and a head.

    `meanings` are names of parameters that stand for another value now: the base's is gone, and the head has
    a parameter of that name that isn't its successor.
    """

    parameters: tuple[ParameterChange, ...]
    renames: tuple[Rename, ...]
    meanings: frozenset[str]
    resources: tuple[ResourceChange, ...]


def compare_exports(base: Export, head: Export) -> Changes:
    """What differs between two exports of a factory."""
    before, after = base.template["parameters"], head.template["parameters"]
    found = pairs(base, head)
    successors = {"factoryName": "factoryName", **found.names}
    inherited = set(successors.values())
    gone = [name for name in before if name not in successors]
    new = [name for name in after if name not in inherited]
    dropped = [ParameterChange(Change.DROPPED, name, before[name], None, _pointer(base, name)) for name in gone]
    added = [ParameterChange(Change.ADDED, name, None, after[name], _pointer(head, name)) for name in new]
    kept = [change for old, new in successors.items() if (change := _redeclared(old, new, before, head)) is not None]
    return Changes(
        parameters=(*added, *dropped, *kept),
        renames=found.renames,
        meanings=frozenset(name for name in gone if name in after),
        resources=tuple(_resources(keyed(base.template), keyed(head.template))),
    )


def _pointer(export: Export, name: str) -> str:
    parameter = export.origins.get(name)
    return parameter.origin.pointer if parameter else ""


def _redeclared(old: str, name: str, parameters: dict[str, Any], head: Export) -> ParameterChange | None:
    """How the declaration of a parameter has changed, None if it hasn't: its type, in any letter case, or default."""
    before, after = parameters[old], head.template["parameters"][name]
    if str(before["type"]).casefold() != str(after["type"]).casefold():
        change = Change.RETYPED
    elif any(differing(before.get("defaultValue", MISSING), after.get("defaultValue", MISSING))):
        change = Change.DEFAULT
    else:
        return None
    return ParameterChange(change, name, before, after, _pointer(head, name))


def _resources(before: dict[str, Any], after: dict[str, Any]) -> Iterator[ResourceChange]:
    for key in [*after, *(key for key in before if key not in after)]:
        if key not in before:
            yield ResourceChange(Change.ADDED, key)
        elif key not in after:
            yield ResourceChange(Change.DROPPED, key)
        else:
            found = [path for path, _, _ in differing(before[key], after[key])]
            if found:
                yield ResourceChange(Change.CHANGED, key, pointers.join(found[0]), len(found))
