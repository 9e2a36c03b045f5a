"""XML nodes to text, compact as .NET's XmlDocument writes them or indented as its XPathNavigator does."""

import re

from arm.expressions.xmldocument import (
    ATTRIBUTE,
    CDATA,
    COMMENT,
    DECLARATION,
    DOCTYPE,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    TEXT,
    XmlNode,
)

_TEXT_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ATTRIBUTE_ESCAPES = {**_TEXT_ESCAPES, '"': "&quot;", "\n": "&#xA;", "\r": "&#xD;"}
_CONTROLS = {chr(code): f"&#x{code:X};" for code in range(32) if chr(code) not in "\t\n\r"}
_SPECIAL = re.compile(r'[&<>"\n\r\x00-\x08\x0b\x0c\x0e-\x1f]')


def write(node: XmlNode, *, indented: bool = False) -> str:
    """The node's XML text; an element taken out of a document declares the prefixes it uses itself.

    Indented, every element stands on a line of its own, two spaces deeper, except beside text.
    """
    writer = _Writer(node, indented)
    writer.node(node, 0)
    return "".join(writer.parts)


class _Writer:
    def __init__(self, top: XmlNode, indented: bool) -> None:
        self.top = top
        self.mixed = not indented
        self.parts: list[str] = []

    def node(self, node: XmlNode, depth: int) -> None:
        if node.kind == DOCUMENT:
            for child in node.children:
                self.node(child, depth)
        elif node.kind == ELEMENT:
            self.element(node, depth)
        elif node.kind in (TEXT, CDATA):
            self.mixed = True
            self.parts.append(_simple(node))
        else:
            self.line(depth)
            self.parts.append(_simple(node))

    def line(self, depth: int) -> None:
        if not self.mixed and self.parts:
            self.parts.append("\n" + "  " * depth)

    def element(self, node: XmlNode, depth: int) -> None:
        self.line(depth)
        before = self.mixed
        opening = f"<{node.name}{_attributes(node, is_top=node is self.top)}"
        if node.children:
            self.parts.append(f"{opening}>")
            for child in node.children:
                self.node(child, depth + 1)
            self.line(depth)
            self.parts.append(f"</{node.name}>")
        else:
            self.parts.append(f"{opening} />" if node.closed_at_once else f"{opening}></{node.name}>")
        self.mixed = before


def _simple(node: XmlNode) -> str:
    if node.kind == ATTRIBUTE:
        return f'{node.name}="{_escaped(node.value, _ATTRIBUTE_ESCAPES)}"'
    if node.kind == TEXT:
        return _escaped(node.value, _TEXT_ESCAPES)
    if node.kind == DOCTYPE:
        return _doctype(node)
    value = f" {node.value}" if node.value else ""
    return {
        CDATA: f"<![CDATA[{node.value}]]>",
        COMMENT: f"<!--{node.value}-->",
        INSTRUCTION: f"<?{node.name}{value}?>",
        DECLARATION: f"<?xml{_attributes(node, is_top=False)}?>",
    }[node.kind]


def _doctype(node: XmlNode) -> str:
    """A document type that was read is written with the brackets of an inner part, one made of JSON without."""
    found = {attribute.name: attribute.value for attribute in node.attributes}
    inner = "" if node.closed_at_once else "[]"
    if "public" in found:
        return f'<!DOCTYPE {node.name} PUBLIC "{found["public"]}" "{found.get("system", "")}"{inner}>'
    system = f' SYSTEM "{found["system"]}"' if "system" in found else ""
    return f"<!DOCTYPE {node.name}{system}{inner}>"


def _attributes(node: XmlNode, *, is_top: bool) -> str:
    written = [_simple(attribute) for attribute in node.attributes]
    if is_top and node.parent is not None:
        declared = {attribute.name for attribute in node.attributes}
        prefixes = [
            each.name.rpartition(":")[0] for each in node.attributes if not each.is_namespace and ":" in each.name
        ]
        for prefix in dict.fromkeys((*prefixes, node.name.rpartition(":")[0])):
            key = f"xmlns:{prefix}" if prefix else "xmlns"
            if (uri := node.namespace(prefix)) and key not in declared and prefix != "xml":
                written.append(f'{key}="{_escaped(uri, _ATTRIBUTE_ESCAPES)}"')
    return "".join(f" {each}" for each in written)


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return _SPECIAL.sub(lambda hit: escapes.get(hit[0]) or _CONTROLS.get(hit[0]) or hit[0], text)
