"""XPath 1.0's conversions, comparisons and core functions."""

import math
import operator
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from arm.errors import ExpressionError
from arm.expressions import floats, utf16
from arm.expressions.xmldocument import ATTRIBUTE, ELEMENT, INSTRUCTION, XmlNode

_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:\d+(?:\.\d*)?|\.\d+))[ \t\r\n]*")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Place(NamedTuple):
    """Where an expression is evaluated: at which node, the how manieth of how many."""

    node: XmlNode
    position: int
    size: int


def ordered(nodes: list[XmlNode]) -> list[XmlNode]:
    """The nodes in document order, each once."""
    unique = {id(node): node for node in nodes}
    return sorted(unique.values(), key=_order)


def _order(node: XmlNode) -> tuple[int, int]:
    if node.kind == ATTRIBUTE and node.parent is not None:
        return node.parent.order, 1 + node.parent.attributes.index(node)
    return node.order, 0


def string(value: Any) -> str:
    """A value as XPath's string() has it."""
    if isinstance(value, list):
        return ordered(value)[0].text() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return floats.text_of(value) if value else "0"
    return str(value)


def number(value: Any) -> float:
    """A value as XPath's number() has it, not-a-number for a text that is none."""
    if isinstance(value, (bool, float)):
        return float(value)
    found = _NUMBER.fullmatch(string(value))
    return float(found[1]) if found else math.nan


def boolean(value: Any) -> bool:
    """A value as XPath's boolean() has it."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def compared(name: str, first: Any, second: Any) -> bool:
    """A comparison; of sets of nodes it is enough that one node fits."""
    if (isinstance(first, bool) or isinstance(second, bool)) and name in ("=", "!="):
        return _COMPARISONS[name](boolean(first), boolean(second))
    firsts = [node.text() for node in first] if isinstance(first, list) else [first]
    seconds = [node.text() for node in second] if isinstance(second, list) else [second]
    return any(_compared(name, one, other) for one in firsts for other in seconds)


def _compared(name: str, first: Any, second: Any) -> bool:
    if name in ("=", "!=") and not isinstance(first, float) and not isinstance(second, float):
        return _COMPARISONS[name](first, second)
    return _COMPARISONS[name](number(first), number(second))


def _here(place: Place, values: tuple[Any, ...]) -> Any:
    return values[0] if values else [place.node]


def _first(place: Place, values: tuple[Any, ...]) -> XmlNode | None:
    nodes = _here(place, values)
    if not isinstance(nodes, list):
        raise ExpressionError("an XPath function expects a set of nodes")
    return ordered(nodes)[0] if nodes else None


def _name(place: Place, *values: Any) -> str:
    node = _first(place, values)
    return node.name if node and node.kind in (ELEMENT, ATTRIBUTE, INSTRUCTION) else ""


def _count(_: Place, nodes: Any) -> float:
    if not isinstance(nodes, list):
        raise ExpressionError("XPath's count() expects a set of nodes")
    return float(len(nodes))


def _sum(_: Place, nodes: Any) -> float:
    if not isinstance(nodes, list):
        raise ExpressionError("XPath's sum() expects a set of nodes")
    return float(sum(number(node.text()) for node in nodes))


def _round(_: Place, value: Any) -> float:
    exact = number(value)
    return math.copysign(math.floor(exact + 0.5), exact) if math.isfinite(exact) else exact


def _floor(_: Place, value: Any) -> float:
    exact = number(value)
    return float(math.floor(exact)) if math.isfinite(exact) else exact


def _ceiling(_: Place, value: Any) -> float:
    exact = number(value)
    return float(math.ceil(exact)) if math.isfinite(exact) else exact


def _substring(_: Place, text: Any, start: Any, length: Any = None) -> str:
    whole = string(text)
    first = _round(_, start)
    end = math.inf if length is None else first + _round(_, length)
    return "".join(letter for place, letter in enumerate(whole, 1) if first <= place < end)


def _before(_: Place, text: Any, part: Any) -> str:
    head, found, _rest = string(text).partition(string(part)) if string(part) else ("", "", "")
    return head if found else ""


def _after(_: Place, text: Any, part: Any) -> str:
    return string(text).partition(string(part))[2] if string(part) else string(text)


def _translate(_: Place, text: Any, old: Any, new: Any) -> str:
    target = string(new)
    table: dict[int, str | None] = {}
    for index, letter in enumerate(string(old)):
        table.setdefault(ord(letter), target[index] if index < len(target) else None)
    return string(text).translate(table)


def _lang(place: Place, language: Any) -> bool:
    node: XmlNode | None = place.node
    wanted = string(language).lower()
    while node is not None:
        for attribute in node.attributes:
            if attribute.name == "xml:lang":
                found = attribute.value.lower()
                return found == wanted or found.startswith(wanted + "-")
        node = node.parent
    return False


_CALLS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "boolean": (1, 1, lambda _, value: boolean(value)),
    "ceiling": (1, 1, _ceiling),
    "concat": (2, 1000, lambda _, *parts: "".join(string(part) for part in parts)),
    "contains": (2, 2, lambda _, text, part: string(part) in string(text)),
    "count": (1, 1, _count),
    "false": (0, 0, lambda _: False),
    "floor": (1, 1, _floor),
    "lang": (1, 1, _lang),
    "last": (0, 0, lambda place: float(place.size)),
    "local-name": (0, 1, lambda place, *values: _name(place, *values).rpartition(":")[2]),
    "name": (0, 1, _name),
    "namespace-uri": (0, 1, lambda place, *values: getattr(_first(place, values), "namespace_uri", "")),
    "normalize-space": (0, 1, lambda place, *values: " ".join(string(_here(place, values)).split())),
    "not": (1, 1, lambda _, value: not boolean(value)),
    "number": (0, 1, lambda place, *values: number(_here(place, values))),
    "position": (0, 0, lambda place: float(place.position)),
    "round": (1, 1, _round),
    "starts-with": (2, 2, lambda _, text, part: string(text).startswith(string(part))),
    "string": (0, 1, lambda place, *values: string(_here(place, values))),
    "string-length": (0, 1, lambda place, *values: float(utf16.length(string(_here(place, values))))),
    "substring": (2, 3, _substring),
    "substring-after": (2, 2, _after),
    "substring-before": (2, 2, _before),
    "sum": (1, 1, _sum),
    "translate": (3, 3, _translate),
    "true": (0, 0, lambda _: True),
}


def _checked(name: str, minimum: int, maximum: int, call: Callable[..., Any]) -> Callable[..., Any]:
    def checked(place: Place, *values: Any) -> Any:
        if not minimum <= len(values) <= maximum:
            raise ExpressionError(f"XPath's {name}() can't be called with {len(values)} arguments")
        return call(place, *values)

    return checked


FUNCTIONS = {name: _checked(name, *call) for name, call in _CALLS.items()}
