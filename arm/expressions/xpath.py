"""XPath 1.0 over XML documents: `evaluate` gives nodes in document order, a string, a float or a boolean."""

import math
import re
from typing import Any, NamedTuple, NoReturn

from arm.errors import ExpressionError
from arm.expressions.xmldocument import XmlNode
from arm.expressions.xpathaxes import AXES, along, matches
from arm.expressions.xpathfunctions import FUNCTIONS, Place, boolean, compared, number, ordered

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<string>\"[^\"]*\"|'[^']*')"
    r"|(?P<sign>//|\.\.|::|!=|<=|>=|[()\[\]./@,|+\-=<>*$])"
    r"|(?P<name>[^\W\d][\w.\-]*(?::(?!:)(?:\*|[^\W\d][\w.\-]*))?)|(?P<end>\Z))"
)
_OPERATORS = [("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod")]
_NODE_TESTS = ("node", "text", "comment", "processing-instruction")
_DEPTH_LIMIT = 50
_VISITS = 300_000


class Step(NamedTuple):
    """One step of a path: along an axis, nodes that pass a test and all predicates."""

    axis: str
    test: str
    predicates: list[Any]


def evaluate(path: str, document: XmlNode) -> list[XmlNode] | str | float | bool:
    """What an XPath 1.0 expression finds from the document on; ExpressionError for one that isn't well-formed."""
    expression = _Parser(path).parse()
    found = _Evaluation().value(expression, Place(document, 1, 1))
    return ordered(found) if isinstance(found, list) else found


class _Parser:
    """A recursive-descent parser of XPath 1.0; what it makes are tuples that begin with their kind."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.tokens = self._tokens()
        self.at = 0
        self.depth = 0

    def _tokens(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        position = 0
        while True:
            token = _TOKEN.match(self.path, position)
            if token is None or not token.lastgroup:
                self.fail()
            kind, text = token.lastgroup, token[token.lastgroup]
            operand_before = bool(found) and (
                found[-1][0] in ("number", "string", "name") or found[-1][1] in (")", "]", "..", ".", "*")
            )
            if operand_before and found[-1][0] != "operator" and text in ("*", "and", "or", "div", "mod"):
                kind = "operator"
            found.append((kind, text))
            position = token.end()
            if kind == "end":
                return found

    def fail(self) -> NoReturn:
        raise ExpressionError(f"'{self.path[:60]}' is no XPath 1.0 expression")

    def peek(self, *texts: str) -> bool:
        kind, text = self.tokens[self.at]
        return kind != "string" and text in texts

    def take(self, *texts: str) -> str:
        if texts and not self.peek(*texts):
            self.fail()
        self.at += 1
        return self.tokens[self.at - 1][1]

    def parse(self) -> Any:
        expression = self.binary(0)
        if self.tokens[self.at][0] != "end":
            self.fail()
        return expression

    def binary(self, level: int) -> Any:
        if level == len(_OPERATORS):
            return self.unary()
        self.depth += level == 0
        if self.depth > _DEPTH_LIMIT:
            self.fail()
        left = self.binary(level + 1)
        while self.peek(*_OPERATORS[level]) and self.tokens[self.at][0] in ("operator", "sign"):
            operator = self.take()
            left = ("binary", operator, left, self.binary(level + 1))
        self.depth -= level == 0
        return left

    def unary(self) -> Any:
        negations = 0
        while self.peek("-"):
            self.take()
            negations += 1
        expression = self.union()
        return ("binary", "-", ("number", 0.0), expression) if negations % 2 else expression

    def union(self) -> Any:
        expression = self.path_expression()
        while self.peek("|"):
            self.take()
            expression = ("union", expression, self.path_expression())
        return expression

    def path_expression(self) -> Any:
        kind, text = self.tokens[self.at]
        following = self.tokens[self.at + 1][1] if kind != "end" else ""
        is_call = kind == "name" and following == "(" and text not in _NODE_TESTS
        if kind not in ("number", "string") and text not in ("(", "$") and not is_call:
            return self.location()
        start = self.primary(kind, text)
        predicates = self.predicates()
        if predicates:
            start = ("filter", start, predicates)
        if not self.peek("/", "//"):
            return start
        return ("path", start, self.steps(self.separators()))

    def primary(self, kind: str, text: str) -> Any:
        self.take()
        if kind == "number":
            return ("number", float(text))
        if kind == "string":
            return ("string", text[1:-1])
        if text == "(":
            expression = self.binary(0)
            self.take(")")
            return expression
        if text not in FUNCTIONS:
            self.fail()
        arguments = []
        self.take("(")
        while not self.peek(")"):
            arguments.append(self.binary(0))
            if not self.peek(")"):
                self.take(",")
        self.take(")")
        return ("call", text, arguments)

    def separators(self) -> list[Step]:
        return [Step("descendant-or-self", "node()", [])] if self.take("/", "//") == "//" else []

    def location(self) -> Any:
        if not self.peek("/", "//"):
            return ("path", ("here",), self.steps([]))
        first = self.separators()
        starts_step = self.tokens[self.at][0] == "name" or self.peek("*", "@", ".", "..")
        if not first and not starts_step:
            return ("root",)
        return ("path", ("root",), self.steps(first))

    def steps(self, found: list[Step]) -> list[Step]:
        found.append(self.step())
        while self.peek("/", "//"):
            found += self.separators()
            found.append(self.step())
        return found

    def step(self) -> Step:
        if self.peek(".", ".."):
            return Step("self" if self.take() == "." else "parent", "node()", [])
        axis = "child"
        if self.peek("@"):
            self.take()
            axis = "attribute"
        elif self.tokens[self.at][0] == "name" and self.tokens[self.at + 1][1] == "::":
            axis = self.take()
            self.take("::")
            if axis not in AXES:
                self.fail()
        kind, test = self.tokens[self.at]
        if kind not in ("name", "sign", "operator") or (kind != "name" and test != "*") or ":" in test:
            self.fail()
        self.take()
        if test in _NODE_TESTS and self.peek("("):
            self.take("(")
            target = self.take()[1:-1] if self.tokens[self.at][0] == "string" else ""
            self.take(")")
            test = f"{test}({target})"
        return Step(axis, test, self.predicates())

    def predicates(self) -> list[Any]:
        found = []
        while self.peek("["):
            self.take()
            found.append(self.binary(0))
            self.take("]")
        return found


class _Evaluation:
    """One evaluation, which may look at so many nodes and no more: nested predicates multiply."""

    def __init__(self) -> None:
        self.left = _VISITS

    def value(self, expression: Any, place: Place) -> Any:
        kind = expression[0]
        if kind in ("number", "string"):
            return expression[1]
        if kind == "here":
            return [place.node]
        if kind == "root":
            return [_root(place.node)]
        if kind == "call":
            return FUNCTIONS[expression[1]](place, *(self.value(argument, place) for argument in expression[2]))
        if kind == "binary":
            return self.binary(expression[1], expression[2], expression[3], place)
        nodes = _nodes(self.value(expression[1], place))
        if kind == "union":
            return ordered(nodes + _nodes(self.value(expression[2], place)))
        if kind == "filter":
            return self.filtered(ordered(nodes), expression[2])
        for step in expression[2]:
            nodes = ordered([found for node in nodes for found in self.along(node, step)])
        return nodes

    def along(self, node: XmlNode, step: Step) -> list[XmlNode]:
        seen = list(along(node, step.axis))
        self.left -= len(seen) + 1
        if self.left < 0:
            raise ExpressionError(f"the XPath expression looks at more than {_VISITS} nodes")
        return self.filtered([found for found in seen if matches(found, step.axis, step.test)], step.predicates)

    def filtered(self, nodes: list[XmlNode], predicates: list[Any]) -> list[XmlNode]:
        for predicate in predicates:
            kept = []
            for position, node in enumerate(nodes, 1):
                value = self.value(predicate, Place(node, position, len(nodes)))
                if value == position if type(value) is float else boolean(value):
                    kept.append(node)
            nodes = kept
        return nodes

    def binary(self, operator: str, left: Any, right: Any, place: Place) -> Any:
        if operator in ("and", "or"):
            first = boolean(self.value(left, place))
            return first if first == (operator == "or") else boolean(self.value(right, place))
        first, second = self.value(left, place), self.value(right, place)
        if operator in ("=", "!=", "<", "<=", ">", ">="):
            return compared(operator, first, second)
        one, other = number(first), number(second)
        if operator in ("div", "mod"):
            return _divided(operator, one, other)
        return {"+": one + other, "-": one - other, "*": one * other}[operator]


def _root(node: XmlNode) -> XmlNode:
    while node.parent is not None:
        node = node.parent
    return node


def _nodes(value: Any) -> list[XmlNode]:
    if not isinstance(value, list):
        raise ExpressionError("an XPath expression steps from, or joins, something that is no set of nodes")
    return value


def _divided(operator: str, one: float, other: float) -> float:
    if operator == "mod":
        return math.fmod(one, other) if other and math.isfinite(one) else math.nan
    if other:
        return one / other
    return math.nan if not one or math.isnan(one) else math.copysign(math.inf, one) * math.copysign(1, other)
