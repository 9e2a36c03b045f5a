"""Template expressions: `[concat(parameters('a'), '/b')]` as text and as a tree."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from arm.armlanguage.errors import EvaluationError

MAXIMUM_LENGTH = 24_576
MAXIMUM_DEPTH = 100

_TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_][A-Za-z0-9_]*)|([()\[\],.]))")


@dataclass(frozen=True, slots=True)
class Literal:
    """A string or an integer."""

    value: str | int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `name` as written (functions are found without regard to case)."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Access:
    """A property or an index of a value: `target.name`, `target[0]`, `target['name']`."""

    target: "Node"
    key: "Node"


Node = Literal | Call | Access


def is_expression(text: str) -> bool:
    """Whether a template string is an expression: in brackets, and not escaped by a second one in front.

    https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions#escape-characters
    """
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def unescape(text: str) -> str:
    """The literal that a template string which is no expression stands for: `[[x]` is `[x]`, `[[x` stays."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


@lru_cache(maxsize=20_000)
def parse(text: str) -> Node:
    """The tree of an expression, given with its outer brackets. EvaluationError if it isn't one."""
    if len(text) > MAXIMUM_LENGTH:
        raise EvaluationError(f"The language expression has {len(text)} characters; the limit is {MAXIMUM_LENGTH}.")
    return _Parser(text).whole()


class _Parser:
    """One pass over the tokens of an expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.node()
        if self.at < len(self.tokens):
            raise self.error()
        return node

    def node(self) -> Node:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise EvaluationError("The language expression is nested too deeply.")
        node = self.accesses(self.primary())
        self.depth -= 1
        return node

    def primary(self) -> Node:
        kind, value = self.take()
        if kind == "literal":
            return Literal(value)
        if kind != "name":
            raise self.error()
        name = str(value)
        while self.take_if("."):  # a user's function: namespace.name
            name += "." + str(self.expect("name"))
        self.expect("(")
        return Call(name, self.arguments())

    def arguments(self) -> tuple[Node, ...]:
        if self.take_if(")"):
            return ()
        found = [self.node()]
        while self.take_if(","):
            found.append(self.node())
        self.expect(")")
        return tuple(found)

    def accesses(self, target: Node) -> Node:
        while True:
            if self.take_if("."):
                target = Access(target, Literal(str(self.expect("name"))))
            elif self.take_if("["):
                target = Access(target, self.node())
                self.expect("]")
            else:
                return target

    def take(self) -> tuple[str, Any]:
        if self.at >= len(self.tokens):
            raise self.error()
        self.at += 1
        return self.tokens[self.at - 1]

    def take_if(self, kind: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == kind:
            self.at += 1
            return True
        return False

    def expect(self, kind: str) -> Any:
        found, value = self.take()
        if found != kind:
            raise self.error()
        return value

    def error(self) -> EvaluationError:
        return EvaluationError(f"Unable to parse language expression '{self.text[1:-1]}'.")


def _tokens(text: str) -> list[tuple[str, Any]]:
    """(kind, value) of each token between the outer brackets; kinds are literal, name and the marks themselves."""
    tokens: list[tuple[str, Any]] = []
    inner, at = text[1:-1].rstrip(), 0
    while at < len(inner):
        match = _TOKEN.match(inner, at)
        if not match:
            raise EvaluationError(f"Unable to parse language expression '{inner}'.")
        string, number, name, mark = match.groups()
        if string is not None:
            tokens.append(("literal", string.replace("''", "'")))
        elif number is not None:
            tokens.append(("literal", int(number)))
        else:
            tokens.append(("name", name) if name else (mark, mark))
        at = match.end()
    return tokens
