"""The axes of XPath 1.0: which nodes lie in which direction, the nearest first, and which pass a node test."""

from collections.abc import Callable, Iterable

from arm.expressions.xmldocument import ATTRIBUTE, COMMENT, ELEMENT, INSTRUCTION, TEXT, XmlNode
from arm.expressions.xmldocument import descendants as below

_TESTS = {"text()": (TEXT,), "comment()": (COMMENT,), "processing-instruction()": (INSTRUCTION,)}


def _ancestors(node: XmlNode) -> list[XmlNode]:
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _siblings(node: XmlNode, step: int) -> list[XmlNode]:
    if node.parent is None or node.kind == ATTRIBUTE:
        return []
    siblings = node.parent.children
    at = siblings.index(node)
    return siblings[at + 1 :] if step > 0 else siblings[:at][::-1]


def _following(node: XmlNode) -> list[XmlNode]:
    if node.kind == ATTRIBUTE and node.parent is not None:
        return [*below(node.parent), *_following(node.parent)]
    chain = [node, *_ancestors(node)]
    return [found for each in chain for sibling in _siblings(each, 1) for found in (sibling, *below(sibling))]


def _preceding(node: XmlNode) -> list[XmlNode]:
    if node.kind == ATTRIBUTE and node.parent is not None:
        return _preceding(node.parent)
    chain = [node, *_ancestors(node)]
    return [
        found
        for each in chain
        for sibling in _siblings(each, -1)
        for found in (*reversed(list(below(sibling))), sibling)
    ]


def _attributes(node: XmlNode) -> list[XmlNode]:
    return [each for each in node.attributes if node.kind == ELEMENT and not each.is_namespace]


AXES: dict[str, Callable[[XmlNode], Iterable[XmlNode]]] = {
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: [node, *_ancestors(node)],
    "attribute": _attributes,
    "child": lambda node: node.children,
    "descendant": below,
    "descendant-or-self": lambda node: [node, *below(node)],
    "following": _following,
    "following-sibling": lambda node: _siblings(node, 1),
    "parent": lambda node: _ancestors(node)[:1],
    "preceding": _preceding,
    "preceding-sibling": lambda node: _siblings(node, -1),
    "self": lambda node: [node],
}


def along(node: XmlNode, axis: str) -> Iterable[XmlNode]:
    """The nodes along an axis, the nearest first."""
    return AXES[axis](node)


def matches(node: XmlNode, axis: str, test: str) -> bool:
    """Whether a node passes a test: `name` (of no namespace), `*`, `node()`, `text()` ..."""
    if test == "node()":
        return True
    if test in _TESTS:
        return node.kind in _TESTS[test]
    if test.startswith("processing-instruction("):
        return node.kind == INSTRUCTION and node.name == test[len("processing-instruction(") : -1]
    if node.kind != (ATTRIBUTE if axis == "attribute" else ELEMENT):
        return False
    return test == "*" or (node.local_name == test and not node.namespace_uri)
