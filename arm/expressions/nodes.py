"""The tree an expression parses to: small frozen nodes that know where in the text they stand."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A piece of the text, from `start` up to `end` (offsets into the full text, counted from 0)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Node):
    """A constant: a string, an integer, a float, true, false, null, or the plain text around `@{...}`."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """`name(arguments)`, accessors such as `pipeline()` included; `name` as written, case and all."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Access(Node):
    """`target.key`, `target[key]` and, null-safe, `target?.key` and `target?[key]`; a `.key` is a Literal."""

    target: Node
    key: Node
    null_safe: bool


@dataclass(frozen=True, slots=True, eq=False)
class Interpolation(Node):
    """A text with `@{...}` in it: its parts in order, plain texts as Literal; always evaluates to a string."""

    parts: tuple[Node, ...]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`, in the order of the text."""
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Access):
        return (node.target, node.key)
    if isinstance(node, Interpolation):
        return node.parts
    return ()


def walk(node: Node) -> Iterator[Node]:
    """`node` and every node below it, outer before inner, left before right; safe for any depth."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))
