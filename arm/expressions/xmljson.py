"""XML values to JSON values and back, by Newtonsoft's conventions: @ for attributes, #text for mixed text."""

import re
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import content, floats, jsonwriter, xmldocument, xmlwriter
from arm.expressions.xmldocument import (
    ATTRIBUTE,
    CDATA,
    COMMENT,
    DECLARATION,
    DOCTYPE,
    ELEMENT,
    INSTRUCTION,
    TEXT,
    XmlNode,
)

_NAME_START = re.compile(r"[^\W\d]")
_NAME_PART = re.compile(r"[\w.\-·]")
_SPECIAL_NAMES = {"#text": TEXT, "#cdata-section": CDATA, "#whitespace": TEXT, "#significant-whitespace": TEXT}


def xml_value(value: Any) -> dict[str, Any]:
    """What `xml` makes of a text, an object or a binary value."""
    if type(value) is str:
        return _value_of(xmldocument.parse(value))
    if content.holds_content(value):
        if content.is_xml(value):
            return dict(value)
        return content.value_of(content.bytes_of(value), content.XML)
    return _value_of(_document_of(value))


def _value_of(node: XmlNode) -> dict[str, Any]:
    return content.value_of(xmlwriter.write(node).encode("utf-8", "replace"), content.XML)


def _parsed(value: dict[str, Any]) -> XmlNode:
    return xmldocument.parse(content.text_of(value))


def find(value: dict[str, Any], path: str) -> Any:
    """What `xpath` finds in an XML value."""
    from arm.expressions import xpath

    if not content.holds_content(value) or not content.is_xml(value):
        raise ExpressionError("'xpath' expects its parameter 'xml' to be an XML value")
    found = xpath.evaluate(path, xmldocument.for_xpath(_parsed(value)))
    return [_found(node) for node in found] if isinstance(found, list) else found


def _found(node: XmlNode) -> Any:
    if node.kind == TEXT:
        return node.value
    if node.kind == ATTRIBUTE:
        return xmlwriter.write(node)
    if node.kind in (COMMENT, INSTRUCTION):
        raise ExpressionError(f"'xpath' can't give back a {node.kind}")
    return content.value_of(xmlwriter.write(node, indented=True).encode("utf-8", "replace"), content.XML)


def json_of(value: dict[str, Any]) -> dict[str, Any]:
    """What `json` makes of an XML value."""
    return _grouped(_parsed(value).children)


def _grouped(nodes: list[XmlNode]) -> dict[str, Any]:
    """The nodes by their names, several of one name in an array; comments are left out."""
    found: dict[str, list[Any]] = {}
    for node in nodes:
        if node.kind != COMMENT:
            found.setdefault(_key(node), []).append(_json(node))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _key(node: XmlNode) -> str:
    prefix = {INSTRUCTION: "?", DECLARATION: "?", ATTRIBUTE: "@"}.get(node.kind, "")
    return "!DOCTYPE" if node.kind == DOCTYPE else prefix + node.name


def _json(node: XmlNode) -> Any:
    if node.kind not in (ELEMENT, DECLARATION, DOCTYPE):
        return node.value
    attributes = {f"@{attribute.name}": attribute.value for attribute in node.attributes}
    if node.kind == DOCTYPE:
        return {"@name": node.name, **attributes}
    if not attributes and not node.children and node.kind == ELEMENT:
        return None if node.closed_at_once else ""
    if not attributes and len(node.children) == 1 and node.children[0].kind == TEXT:
        return node.children[0].value
    return {**attributes, **_grouped(node.children)}


def _document_of(value: dict[str, Any]) -> XmlNode:
    document = XmlNode(xmldocument.DOCUMENT)
    if sum(name not in ("?xml", "!DOCTYPE") for name in value) > 1:
        raise ExpressionError("an object becomes XML only if it has one member: the root element")
    for name, each in value.items():
        _add(document, name, each)
    if sum(node.kind == ELEMENT for node in document.children) > 1:
        raise ExpressionError("an array of several values can't be the root element of XML")
    return document


def _add(parent: XmlNode, name: str, value: Any) -> None:
    if not name:
        raise ExpressionError("an object with an empty key can't become XML")
    if type(value) is list and name[0] not in "@?":
        for each in value:
            if type(each) is list:
                nested = parent.add(XmlNode(ELEMENT, _xml_name(parent, name)))
                for inner in each:
                    _add(nested, name, inner)
            else:
                _add(parent, name, each)
    elif name in _SPECIAL_NAMES:
        parent.add(XmlNode(_SPECIAL_NAMES[name], name, _text(value)))
    elif name == "?xml" or name == "!DOCTYPE":
        _add_declaration(parent, name, value)
    elif name[0] == "?":
        parent.add(XmlNode(INSTRUCTION, name[1:], _text(value)))
    else:
        _add_element(parent, name, value)


def _add_declaration(parent: XmlNode, name: str, value: Any) -> None:
    members = value if type(value) is dict else {}
    node = parent.add(XmlNode(DECLARATION, "xml"))
    node.attributes = [XmlNode(ATTRIBUTE, key[1:], _text(each), node) for key, each in members.items()]
    if name == "!DOCTYPE":
        node.kind, node.name, node.closed_at_once = DOCTYPE, _text(members.get("@name")), True
        node.attributes = [each for each in node.attributes if each.name != "name"]


def _add_element(parent: XmlNode, name: str, value: Any) -> None:
    node = parent.add(XmlNode(ELEMENT, name))
    members = value if type(value) is dict else {}
    for key, each in members.items():
        if key.startswith("@") and len(key) > 1:
            node.attributes.append(XmlNode(ATTRIBUTE, key[1:], _text(each), node))
    for attribute in node.attributes:
        if not attribute.is_namespace:
            attribute.name = _xml_name(node, attribute.name)
    node.name = _xml_name(node, name)
    node.closed_at_once = value is None or type(value) is dict
    if type(value) is not dict:
        if value is not None and (written := _text(value)):
            node.add(XmlNode(TEXT, "#text", written))
        return
    for key, each in members.items():
        if not key.startswith("@") or len(key) == 1:
            _add(node, key, each)


def _xml_name(at: XmlNode, name: str) -> str:
    """`name` as XML allows it: other characters as _x0020_, and no prefix that isn't declared."""
    prefix, _, local = name.rpartition(":")
    encoded = "".join(_encoded(character, index) for index, character in enumerate(local))
    return f"{prefix}:{encoded}" if prefix and at.namespace(prefix) is not None else encoded


def _encoded(character: str, index: int) -> str:
    allowed = _NAME_START if index == 0 else _NAME_PART
    return character if allowed.fullmatch(character) else f"_x{ord(character):04X}_"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        return floats.text_of(value)
    if type(value) in (dict, list):
        return jsonwriter.write(value)
    return str(value)
