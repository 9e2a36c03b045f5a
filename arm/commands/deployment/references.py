"""Who refers to whom among deployed resources, and the order that follows from it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arm.factory.kinds import REFERENCE_TYPES


def mentions(described: Mapping[str, Any]) -> set[str]:
    """The keys (`<type>/<name>`) of the resources that a resource, as Data Factory describes it, refers to."""
    return set(_mentions(described))


def _mentions(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _mentions(item)
    elif isinstance(value, Mapping):
        kind, name = value.get("type"), value.get("referenceName")
        if isinstance(kind, str) and kind in REFERENCE_TYPES and isinstance(name, str):
            yield f"{REFERENCE_TYPES[kind]}/{name}"
        for inner in value.values():
            yield from _mentions(inner)


def levels(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The keys of `needs` in levels: each after all that it needs. What goes round in a circle comes last, together.

    Names are compared without regard to case, as Data Factory does.
    """
    folded = {key: {each.casefold() for each in found} - {key.casefold()} for key, found in needs.items()}
    left, found = list(needs), []
    while left:
        waiting = {key.casefold() for key in left}
        level = [key for key in left if not folded[key] & waiting] or left
        found.append(level)
        taken = set(level)
        left = [key for key in left if key not in taken]
    return found
