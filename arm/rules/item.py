"""A resource as rules see it: its document, its properties, and everything in them with its path."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from arm.factory import Resource
from arm.findings import Severity
from arm.rules.document import Document
from arm.rules.rule import Path, Problem


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

    @cached_property
    def objects(self) -> list[tuple[Path, dict[str, Any]]]:
        """Every object in `properties` with its path, outer before inner."""
        return [(path, value) for path, value in self._nodes if isinstance(value, dict)]

    @cached_property
    def strings(self) -> list[tuple[Path, str]]:
        """Every string in `properties` with its path."""
        return [(path, value) for path, value in self._nodes if isinstance(value, str)]

    @cached_property
    def _nodes(self) -> list[tuple[Path, Any]]:
        return list(walk(self.properties, ("properties",)))

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
