"""Text to tree, without recursion, so that no nesting exhausts the stack."""

import re
from typing import NamedTuple

from arm.errors import ExpressionError
from arm.expressions import utf16
from arm.expressions.lexer import Token, tokens
from arm.expressions.nodes import Access, Call, Interpolation, Literal, Node

# The engine's own limits, in UTF-16 units: one expression, and one plain text around expressions.
EXPRESSION_LIMIT = 8192
TEXT_LIMIT = 131072

_KEYWORDS = {"true": True, "false": False, "null": None}
_CALLED = {"name": "a name", "string": "a string", "number": "a number", "end": "the end"}
_SEGMENT = re.compile(r"(@?)@\{")
_SEGMENT_BODY = re.compile(r"(?:[^'}]|'[^']*')*+(\})")


class _Open(NamedTuple):
    """A call, or an index into `target`, that waits for what stands inside its brackets."""

    start: int
    name: str
    target: Node | None
    null_safe: bool
    arguments: list[Node]


def parse_text(text: str) -> Node:
    """The tree of a value as it stands in a pipeline: an expression, an interpolated text, or plain text.

    A text is an expression only if its very first character is `@`; `@@` there stands for one `@` and switches
    interpolation off; `@{...}` anywhere else is replaced by its value and `@@{` is a written `@{`.
    Raises ExpressionError with the column (https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#expressions).
    """
    if text.startswith("@@"):
        return Literal(0, len(text), _plain(text[1:], 0))
    if text.startswith("@") and not text.startswith("@{") and len(text) > 1:
        return _expression(text, 1, len(text))
    if "@{" not in text:
        return Literal(0, len(text), _plain(text, 0))
    return _interpolation(text)


def _interpolation(text: str) -> Node:
    parts: list[Node] = []
    plain: list[str] = []
    position = done = 0

    def close(end: int) -> None:
        if literal := "".join(plain) + text[done:end]:
            parts.append(Literal(done, end, _plain(literal, done)))
        plain.clear()

    while segment := _SEGMENT.search(text, position):
        if segment[1]:
            plain.append(text[done : segment.start()])
            done = segment.start() + 1
            position = segment.end()
            continue
        body = _SEGMENT_BODY.match(text, segment.end())
        if body is None:
            raise ExpressionError("'@{' is not followed by its '}'", column=segment.start() + 1)
        close(segment.start())
        parts.append(_expression(text, segment.end(), body.start(1)))
        position = done = body.end()
    close(len(text))
    if all(isinstance(part, Literal) and part.start == 0 and part.end == len(text) for part in parts):
        return parts[0]
    return Interpolation(0, len(text), tuple(parts))


def _plain(text: str, start: int) -> str:
    if len(text) > TEXT_LIMIT // 2 and utf16.length(text) > TEXT_LIMIT:
        raise ExpressionError(f"this text is longer than {TEXT_LIMIT} characters", column=start + 1)
    return text


def _expression(text: str, start: int, end: int) -> Node:
    if end - start > EXPRESSION_LIMIT // 2 and utf16.length(text[start:end]) > EXPRESSION_LIMIT:
        raise ExpressionError(f"this expression is longer than {EXPRESSION_LIMIT} characters", column=start + 1)
    return _Parser(tokens(text, start, end)).parse()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = iter(found)
        self.token = next(self.tokens)
        self.open: list[_Open] = []

    def parse(self) -> Node:
        """The one tree that all the tokens make; what is still open is kept on a list, not on Python's stack."""
        while True:
            node = self._operand()
            while node is not None:
                if not self.open:
                    self._take("end")
                    return node
                node = self._inside(self.open[-1], node)

    def _take(self, kind: str) -> Token:
        token = self.token
        if token.kind != kind:
            raise self._surprise(_CALLED.get(kind, f"'{kind}'"))
        if kind != "end":
            self.token = next(self.tokens)
        return token

    def _surprise(self, expected: str) -> ExpressionError:
        found = self.token
        actual = (
            f"'{found.value}'" if found.kind in ("name", "number") else _CALLED.get(found.kind, f"'{found.kind}'")
        )
        return ExpressionError(f"expected {expected} here, found {actual}", column=found.start + 1)

    def _operand(self) -> Node | None:
        """A whole operand, or None where it opened a bracket whose content comes next."""
        token = self.token
        if token.kind in ("string", "number"):
            self._take(token.kind)
            return Literal(token.start, token.end, token.value)
        if token.kind != "name":
            raise self._surprise("a value or a function")
        name = str(self._take("name").value)
        if name.lower() in _KEYWORDS:
            return Literal(token.start, token.end, _KEYWORDS[name.lower()])
        self._take("(")
        if self.token.kind == ")":
            return self._selected(Call(token.start, self._take(")").end, name, ()))
        self.open.append(_Open(token.start, name, None, False, []))
        return None

    def _inside(self, opened: _Open, node: Node) -> Node | None:
        """What `node`, complete inside `opened`, completes in turn; None where another argument follows."""
        if opened.target is not None:
            end = self._take("]").end
            self.open.pop()
            return self._selected(Access(opened.start, end, opened.target, node, opened.null_safe))
        opened.arguments.append(node)
        if self.token.kind == ",":
            self._take(",")
            return None
        end = self._take(")").end
        self.open.pop()
        return self._selected(Call(opened.start, end, opened.name, tuple(opened.arguments)))

    def _selected(self, node: Node) -> Node | None:
        """`node` with the `.name` that follow it; None where an index was opened. Only calls can be selected from."""
        while self.token.kind in (".", "?", "["):
            null_safe = self.token.kind == "?" and bool(self._take("?"))
            if self.token.kind == "[":
                self._take("[")
                self.open.append(_Open(node.start, "", node, null_safe, []))
                return None
            self._take(".")
            key = self._take("name")
            node = Access(node.start, key.end, node, Literal(key.start, key.end, key.value), null_safe)
        return node
