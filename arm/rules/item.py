"""A resource as rules see it: its document, its properties, and everything in them with its path."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from arm.factory import Resource
from arm.findings import Severity
from arm.rules.document import Document
from arm.rules.rule import Path, Problem

_COUNTING = (str, dict, list)


class Item:
    """One resource with its document; paths start at the document's root."""

    def __init__(self, document: Document, resource: Resource) -> None:
        self.document = document
        self.resource = resource
        self.type = resource.type
        self.name = resource.name

    @property
    def properties(self) -> dict[str, Any]:
        """The resource's `properties`, {} without any."""
        return self.resource.properties

    @property
    def kind(self) -> str:
        """`properties.type`, such as AzureBlobStorage; empty where there is none."""
        found = self.properties.get("type")
        return found if isinstance(found, str) else ""

    @cached_property
    def type_properties(self) -> dict[str, Any]:
        """`properties.typeProperties`, {} without any."""
        return mapping(self.properties.get("typeProperties"))

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The declared parameters by name."""
        return mapping(self.properties.get("parameters"))

    @cached_property
    def variables(self) -> dict[str, Any]:
        """The declared variables of a pipeline by name."""
        return mapping(self.properties.get("variables"))

    @property
    def objects(self) -> list[tuple[Path, dict[str, Any]]]:
        """Every object in `properties` with its path, outer before inner."""
        return self._nodes[0]

    @property
    def strings(self) -> list[tuple[Path, str]]:
        """Every string in `properties` with its path."""
        return self._nodes[1]

    @cached_property
    def _nodes(self) -> tuple[list[tuple[Path, dict[str, Any]]], list[tuple[Path, str]]]:
        # The one loop over everything that a factory says: it is written for speed.
        objects: list[tuple[Path, dict[str, Any]]] = []
        strings: list[tuple[Path, str]] = []
        waiting: list[tuple[Path, Any]] = [(("properties",), self.properties)]
        while waiting:
            path, value = waiting.pop()
            kind = type(value)
            if kind is str:
                strings.append((path, value))
            elif kind is dict:
                objects.append((path, value))
                waiting += [
                    ((*path, key), inner) for key, inner in reversed(value.items()) if type(inner) in _COUNTING
                ]
            elif kind is list:
                waiting += [
                    ((*path, n), value[n]) for n in range(len(value) - 1, -1, -1) if type(value[n]) in _COUNTING
                ]
        return objects, strings

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What rules have worked out about the resource and share."""
        return {}

    def problem(self, message: str, path: Path = (), severity: Severity | None = None) -> Problem:
        """A problem at a path of this resource's document."""
        return Problem(message, self.document, path, severity)


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is an object, else {}: rules meet sources that are misshaped."""
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    """The value if it is an array, else []."""
    return value if isinstance(value, list) else []


def walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every object, array and string in `value` with its path, outer before inner; safe for any depth."""
    waiting: list[tuple[Path, Any]] = [(path, value)]
    while waiting:
        place, found = waiting.pop()
        if isinstance(found, dict):
            yield place, found
            waiting.extend(((*place, key), inner) for key, inner in reversed(found.items()) if _counts(inner))
        elif isinstance(found, list):
            yield place, found
            waiting.extend(((*place, n), found[n]) for n in range(len(found) - 1, -1, -1) if _counts(found[n]))
        elif isinstance(found, str):
            yield place, found


def _counts(value: Any) -> bool:
    return isinstance(value, str | dict | list)
