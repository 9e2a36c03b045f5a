"""The leaves of a factory's own definition, and what each of them matches."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from arm import pointers
from arm.rules.context import Context
from arm.rules.document import Document
from arm.template import generations
from arm.template.default_rules import default_document

FACTORY = "Microsoft.DataFactory/factories"


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf of the definition file: its pointer and text."""

    pointer: str
    text: Any

    @property
    def path(self) -> tuple[str | int, ...]:
        """The keys and indexes that lead to the leaf."""
        return tuple(int(part) if part.isdecimal() else part for part in pointers.split(self.pointer))


def definitions(context: Context) -> list[Document]:
    """The factory's own definition file, where it can be read."""
    own = context.exported.own
    return [own] if own is not None else []


def entries(document: Document) -> list[Entry]:
    """Every leaf in a definition."""
    return [Entry(pointer, text) for pointer, text in _leaves(document.body, "")]


def matches(context: Context) -> Counter[str]:
    """How many parameters each leaf makes, by its pointer."""
    return Counter(parameter.origin.definition for parameter in context.exported.export.origins.values())


def of_the_defaults() -> set[tuple[str, str]]:
    """The leaves of the default rules of every generation: definitions usually start as a copy of them."""
    return {(pointer, str(text)) for name in generations() for pointer, text in _leaves(default_document(name), "")}


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, pointer + pointers.join([key]))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            # The second element of an array of rules is the path that names an element, no rule.
            if number == 0:
                yield from _leaves(inner, f"{pointer}/{number}")
    else:
        yield pointer, value
