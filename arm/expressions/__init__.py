"""The ADF expression language, equal to Microsoft's own engine: parse once, evaluate many times.

`parse(text)` gives the tree, `evaluate(expression, context)` the value, `show(text, error)` the place of an error.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from arm.errors import ExpressionError
from arm.expressions.compiler import Program, compiled
from arm.expressions.nodes import Access, Call, Interpolation, Literal, Node, children, walk
from arm.expressions.parser import EXPRESSION_LIMIT, parse_text
from arm.expressions.scope import Scope
from arm.expressions.values import kind

__all__ = [
    "Access",
    "Call",
    "ExpressionError",
    "Interpolation",
    "Literal",
    "Node",
    "children",
    "evaluate",
    "kind",
    "mark",
    "parse",
    "show",
    "walk",
]

_CACHED_PROGRAMS = 2048
_SURROUNDINGS = 40


def parse(text: str) -> Node:
    """The tree of a value as it stands in a pipeline, its nodes with their offsets into `text`.

    `@concat('a', item())` gives a Call, `x @{item()}` an Interpolation, plain text a Literal. Names and argument
    counts are not checked: the engine does so only where it evaluates. Raises ExpressionError with the column.
    """
    return parse_text(text)


def evaluate(expression: str, context: Mapping[str, Any]) -> Any:
    """The value of an expression, as JSON values: None, bool, int, float, str, list, dict.

    `context` holds what the expression may ask for, every key optional: `system` (the members of `pipeline()`, such
    as RunId), `globalParameters`, `parameters`, `variables`, `activities` ({name: {output, status, error}}),
    `dataset`, `linkedService`, `trigger`, and `item`, absent outside a loop. The value may share parts with the
    context. Raises ExpressionError with the column of what can't be parsed or evaluated.
    """
    program = _program(expression) if len(expression) <= EXPRESSION_LIMIT else compiled(parse_text(expression))
    return program.run(Scope(context))


@lru_cache(maxsize=_CACHED_PROGRAMS)
def _program(expression: str) -> Program:
    return compiled(parse_text(expression))


def show(text: str, error: ExpressionError) -> str:
    """The line of `text` in which `error` lies, and below it a caret under its column; "" if it has none."""
    if error.column is None:
        return ""
    before = text[: error.column - 1]
    start = before.rfind("\n") + 1
    line = text[start:].split("\n", 1)[0].rstrip("\r")
    margin = "".join("\t" if character == "\t" else " " for character in before[start:])
    return f"{line}\n{margin}^"


def mark(text: str, error: ExpressionError) -> str:
    """The surroundings of `error` in one line, with ▶ before the place; "" if its column is unknown."""
    if error.column is None:
        return ""
    at = error.column - 1
    before, after = text[max(0, at - _SURROUNDINGS) : at], text[at : at + _SURROUNDINGS]
    cut = ("…" if at > _SURROUNDINGS else "", "…" if len(text) - at > _SURROUNDINGS else "")
    return " ".join(f"{cut[0]}{before}▶{after}{cut[1]}".split())
