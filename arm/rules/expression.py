"""The expressions in a source: where they stand, what they parse to, what they ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import Access, Call, Literal, Node, parse, walk
from arm.rules.item import walk as walk_json
from arm.rules.rule import Path

TEXT_ONLY = ("description", "referenceName", "annotations")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text parses to: its tree, or the error that says why there is none."""

    node: Node | None
    error: ExpressionError | None
    calls: tuple[Call, ...] = ()
    accesses: tuple[Access, ...] = ()


@lru_cache(maxsize=50_000)
def parsed(text: str) -> Parsed:
    """The text's tree with its calls and accesses in order, or its error."""
    try:
        node = parse(text)
    except ExpressionError as error:
        return Parsed(None, error)
    nodes = list(walk(node))
    calls = tuple(found for found in nodes if isinstance(found, Call))
    return Parsed(node, None, calls, tuple(found for found in nodes if isinstance(found, Access)))


class Expression:
    """A text that Azure evaluates, and the path where it stands."""

    __slots__ = ("__dict__", "path", "text")

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def parsed(self) -> Parsed:
        """The tree, or why there is none."""
        return parsed(self.text)

    def arguments_of(self, function: str) -> Iterator[str]:
        """The first argument of every call of `function`, where that is a string constant."""
        for call in self.parsed.calls:
            if call.name.lower() == function and call.arguments:
                first = call.arguments[0]
                if isinstance(first, Literal) and isinstance(first.value, str):
                    yield first.value

    def members_of(self, accessor: str, *keys: str) -> Iterator[str]:
        """The names that are asked of `accessor()`, or of what `keys` lead to below it: `pipeline().parameters.x`."""
        for access in self.parsed.accesses:
            name = _constant(access.key)
            if name is not None and _leads_to(access.target, accessor, keys):
                yield name

    def asks_for_all(self, accessor: str, *keys: str) -> bool:
        """Whether the text takes what `keys` lead to as a whole, or a member whose name only a run knows."""
        known = sum(1 for access in self.parsed.accesses if _leads_to(access, accessor, keys))
        return known > sum(1 for _ in self.members_of(accessor, *keys))

    def calls(self, function: str) -> bool:
        """Whether `function` is called anywhere in the text."""
        return any(call.name.lower() == function for call in self.parsed.calls)


def is_expression(text: str) -> bool:
    """Whether Azure evaluates the text rather than taking it as it is."""
    return "@" in text and ((text[0] == "@" and len(text) > 1 and text[1] != "@") or "@{" in text)


def expressions_in(value: Any, path: Path) -> list[Expression]:
    """Every expression in a JSON value, mere text (descriptions, names) left out."""
    texts = ((place, text) for place, text in walk_json(value, path) if isinstance(text, str) and is_expression(text))
    start = len(path)
    return [Expression(place, text) for place, text in texts if not any(part in TEXT_ONLY for part in place[start:])]


def _leads_to(node: Node, accessor: str, keys: tuple[str, ...]) -> bool:
    for key in reversed(keys):
        if not isinstance(node, Access) or (_constant(node.key) or "").lower() != key.lower():
            return False
        node = node.target
    return isinstance(node, Call) and node.name.lower() == accessor.lower()


def _constant(node: Node) -> str | None:
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else None
