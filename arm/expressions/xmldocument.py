"""XML text to a tree of nodes and back, as .NET's XmlDocument does: white space between elements is dropped."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from arm.errors import ExpressionError

DOCUMENT, ELEMENT, TEXT, CDATA, COMMENT, INSTRUCTION, DECLARATION, DOCTYPE, ATTRIBUTE = (
    "document",
    "element",
    "text",
    "cdata",
    "comment",
    "instruction",
    "declaration",
    "doctype",
    "attribute",
)
DEPTH_LIMIT = 500

_NAMESPACES = {"xml": "http://www.w3.org/XML/1998/namespace", "xmlns": "http://www.w3.org/2000/xmlns/"}
_WHITE = " \t\r\n"


@dataclass(slots=True, eq=False)
class XmlNode:
    """A node: `name` is its qualified name or target, `value` its text; `order` its place in the document.

    `closed_at_once` tells `<a/>` from `<a></a>`.
    """

    kind: str
    name: str = ""
    value: str = ""
    parent: "XmlNode | None" = None
    children: "list[XmlNode]" = field(default_factory=list)
    attributes: "list[XmlNode]" = field(default_factory=list)
    order: int = 0
    closed_at_once: bool = False

    def add(self, child: "XmlNode") -> "XmlNode":
        """Append a child, which is returned."""
        child.parent = self
        self.children.append(child)
        return child

    @property
    def local_name(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def is_namespace(self) -> bool:
        """Whether an attribute declares a namespace."""
        return self.name == "xmlns" or self.name.startswith("xmlns:")

    def namespace(self, prefix: str) -> str | None:
        """The namespace a prefix stands for here, None if it isn't declared."""
        wanted = f"xmlns:{prefix}" if prefix else "xmlns"
        node: XmlNode | None = self
        while node is not None:
            for attribute in node.attributes:
                if attribute.name == wanted:
                    return attribute.value
            node = node.parent
        return _NAMESPACES.get(prefix) if prefix else ""

    @property
    def namespace_uri(self) -> str:
        """The namespace of an element or attribute, "" without one."""
        prefix = self.name.rpartition(":")[0]
        if self.kind == ATTRIBUTE:
            return (self.parent.namespace(prefix) or "") if prefix and self.parent else ""
        return self.namespace(prefix) or ""

    def text(self) -> str:
        """The node's text as XPath's string() has it."""
        if self.kind in (ELEMENT, DOCUMENT):
            return "".join(node.value for node in descendants(self) if node.kind in (TEXT, CDATA))
        return self.value


def descendants(node: XmlNode) -> Iterator[XmlNode]:
    """All nodes below `node` in document order, without attributes."""
    waiting = list(reversed(node.children))
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(found.children))


def parse(text: str) -> XmlNode:
    """The document of an XML text; ExpressionError for what is not well-formed, or declares entities of its own."""
    return _Builder(text).document


class _Builder:
    def __init__(self, text: str) -> None:
        from xml.parsers import expat

        self.data = (
            text.strip(_WHITE).encode("utf-8", "replace") if text.lstrip(_WHITE)[:5] != "<?xml" else text.encode()
        )
        if text.startswith("\ufeff"):
            raise ExpressionError("the text is not XML: it begins with a byte order mark")
        self.document = self.node = XmlNode(DOCUMENT)
        self.depth = 0
        self.run: XmlNode | None = None
        self.parser = expat.ParserCreate("utf-8")
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        for event in ("XmlDecl", "StartElement", "EndElement", "CharacterData", "Comment", "ProcessingInstruction"):
            setattr(self.parser, f"{event}Handler", getattr(self, f"on_{event}"))
        for event in ("StartCdataSection", "EndCdataSection", "StartDoctypeDecl", "EntityDecl"):
            setattr(self.parser, f"{event}Handler", getattr(self, f"on_{event}"))
        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as error:
            raise ExpressionError(
                f"the text is not XML: {expat.ErrorString(error.code)} at line {error.lineno}"
            ) from None
        for order, node in enumerate(descendants(self.document), 1):
            node.order = order

    def on_XmlDecl(self, version: str, encoding: str | None, standalone: int) -> None:
        node = self.document.add(XmlNode(DECLARATION, "xml"))
        found = {"version": version, "encoding": encoding, "standalone": {1: "yes", 0: "no"}.get(standalone)}
        node.attributes = [XmlNode(ATTRIBUTE, name, value, node) for name, value in found.items() if value]

    def on_StartElement(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise ExpressionError(f"the XML nests more than {DEPTH_LIMIT} elements")
        self.node = self.node.add(XmlNode(ELEMENT, name))
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        self.node.attributes = [XmlNode(ATTRIBUTE, key, value, self.node) for key, value in pairs]
        for named in (self.node, *self.node.attributes):
            prefix = named.name.rpartition(":")[0]
            if self.node.namespace(prefix) is None:
                raise ExpressionError(f"the text is not XML: '{prefix}' is an undeclared prefix")

    def on_EndElement(self, _: str) -> None:
        at = self.parser.CurrentByteIndex
        self.node.closed_at_once = not self.node.children and self.data[at - 2 : at] == b"/>"
        self.depth -= 1
        assert self.node.parent is not None
        self.node = self.node.parent

    def on_CharacterData(self, text: str) -> None:
        if self.run is not None:
            self.run.value += text
        elif text.strip(_WHITE) or self._preserves_space():
            self.node.add(XmlNode(TEXT, "#text", text))

    def _preserves_space(self) -> bool:
        node: XmlNode | None = self.node
        while node is not None:
            for attribute in node.attributes:
                if attribute.name == "xml:space":
                    return attribute.value == "preserve"
            node = node.parent
        return False

    def on_Comment(self, text: str) -> None:
        self.node.add(XmlNode(COMMENT, "#comment", text))

    def on_ProcessingInstruction(self, target: str, text: str) -> None:
        self.node.add(XmlNode(INSTRUCTION, target, text))

    def on_StartCdataSection(self) -> None:
        self.run = self.node.add(XmlNode(CDATA, "#cdata-section"))

    def on_EndCdataSection(self) -> None:
        self.run = None

    def on_StartDoctypeDecl(self, name: str, system: str | None, public: str | None, _: int) -> None:
        node = self.document.add(XmlNode(DOCTYPE, name))
        found = {"public": public, "system": system}
        node.attributes = [XmlNode(ATTRIBUTE, key, value, node) for key, value in found.items() if value]

    def on_EntityDecl(self, *_: Any) -> None:
        raise ExpressionError("XML that declares entities of its own is not supported")


def for_xpath(document: XmlNode) -> XmlNode:
    """The document as XPath sees it: neighbouring texts and CDATA one text, no declaration and no document type."""
    for node in (document, *descendants(document)):
        kept: list[XmlNode] = []
        for child in node.children:
            if child.kind in (TEXT, CDATA) and kept and kept[-1].kind == TEXT:
                kept[-1].value += child.value
            elif child.kind not in (DECLARATION, DOCTYPE):
                child.kind = TEXT if child.kind == CDATA else child.kind
                kept.append(child)
        node.children = kept
    return document
