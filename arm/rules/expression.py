"""The expressions in a source: where they stand, what they parse to, what they ask for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import Access, Call, Literal, Node, parse, walk
from arm.rules.item import walk as walk_json
from arm.rules.rule import Path

Chain = tuple[str, ...]
TEXT_ONLY = ("description", "referenceName", "annotations")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text parses to: its tree, or the error that says why there is none."""

    node: Node | None
    error: ExpressionError | None
    calls: tuple[Call, ...] = ()
    accesses: tuple[Access, ...] = ()
    members: Mapping[Chain, tuple[str, ...]] = field(default_factory=dict)
    """Names by what leads to them: `pipeline().parameters.x` is x of (pipeline, parameters), in lower case."""
    wholes: Mapping[Chain, int] = field(default_factory=dict)
    """How many accesses or calls lead to something, by what it is, in lower case."""


@lru_cache(maxsize=50_000)
def parsed(text: str) -> Parsed:
    """The text's tree with its calls and accesses in order, or its error."""
    try:
        node = parse(text)
    except ExpressionError as error:
        return Parsed(None, error)
    nodes = list(walk(node))
    calls = tuple(found for found in nodes if isinstance(found, Call))
    accesses = tuple(found for found in nodes if isinstance(found, Access))
    members: dict[Chain, tuple[str, ...]] = {}
    for access in accesses:
        chain, name = _chain(access.target), _constant(access.key)
        if chain and name is not None:
            members[chain] = (*members.get(chain, ()), name)
    return Parsed(node, None, calls, accesses, members, Counter(_chain(access) for access in accesses))


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

    def members_of(self, accessor: str, *keys: str) -> tuple[str, ...]:
        """The names that are asked of `accessor()`, or of what `keys` lead to below it: `pipeline().parameters.x`."""
        return self.parsed.members.get(_lower(accessor, *keys), ())

    def asks_for_all(self, accessor: str, *keys: str) -> bool:
        """Whether the text takes what `keys` lead to as a whole, or a member whose name only a run knows."""
        return self.parsed.wholes.get(_lower(accessor, *keys), 0) > len(self.members_of(accessor, *keys))

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


def _chain(node: Node) -> Chain:
    """What a node is, in lower case: the function that is called, then the keys; () where a key is worked out."""
    keys: list[str] = []
    while isinstance(node, Access):
        key = _constant(node.key)
        if key is None:
            return ()
        keys.append(key)
        node = node.target
    return _lower(node.name, *reversed(keys)) if isinstance(node, Call) else ()


@lru_cache(maxsize=10_000)
def _lower(*names: str) -> Chain:
    return tuple(name.lower() for name in names)


def _constant(node: Node) -> str | None:
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else None
