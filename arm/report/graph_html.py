"""A graph as one HTML page: a picture in columns that can be searched and narrowed to what one resource touches."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from arm.report.graph_layout import KINDS, Column, columns
from arm.report.markup import element, page

if TYPE_CHECKING:
    from arm.commands.graph import Edge, Graph, Node

_WIDTH, _HEIGHT = 232, 24
_ACROSS, _DOWN = 306, 32
_MARGIN, _TOP = 16, 44
_HEAD, _TAIL = 16, 12
_DENSE = 200

Place = tuple[int, int]


def as_html(graph: "Graph") -> str:
    """The page. It needs nothing but itself and sends nothing anywhere; without its script the picture is whole."""
    stacked = columns(graph)
    picture = element("div", {"class": "picture", "tabindex": "0", "aria-label": "picture"}, _svg(graph, stacked))
    body = element(
        "body",
        {"data-around": graph.around},
        _header(graph),
        _tools(graph),
        element("main", "", picture, element("aside", {"aria-live": "polite", "hidden": ""})),
    )
    return page(f"{graph.factory}: resources", body, "graph.css", "graph.js")


def _header(graph: "Graph") -> Element:
    missing = sum(node.missing for node in graph.nodes)
    told = f"{len(graph.nodes)} resources, {len(graph.edges)} references"
    told += f", {missing} of them missing" if missing else ""
    told += f", around {graph.around}" if graph.around else ""
    return element("header", "", element("h1", "", f"Resources of {graph.factory}"), element("p", "", told))


def _tools(graph: "Graph") -> Element:
    """What the script needs; hidden until it runs."""
    told = "Find a resource"
    search = {"type": "search", "list": "resources", "placeholder": told, "aria-label": told}
    options = (element("option", {"value": node.key}) for node in graph.nodes)
    known = element("datalist", {"id": "resources"}, *options)
    counts = {type: sum(node.type == type for node in graph.nodes) for type in KINDS}
    kinds = [_kind(type, count) for type, count in counts.items() if count]
    return element(
        "form",
        {"class": "tools", "hidden": ""},
        element("input", search),
        known,
        element("kbd", {"title": "jumps to the search"}, "/"),
        _choice("direction", {"both": "both ways", "down": "what it needs", "up": "what needs it"}),
        _choice("steps", {"0": "all the way", "1": "1 step", "2": "2 steps", "3": "3 steps"}),
        element("button", {"type": "button", "name": "all"}, "Show all"),
        element("span", "zoom", _zoom("out", "−"), _zoom("fit", "Fit"), _zoom("in", "+")),
        element("output", {"aria-live": "polite"}),
        element("fieldset", "", element("legend", "", "Kinds"), *kinds),
    )


def _kind(type: str, count: int) -> Element:
    box = element("input", {"type": "checkbox", "name": "kind", "value": type, "checked": ""})
    return element("label", "", box, element("i", f"swatch {type}"), f"{KINDS[type]} {count}")


def _choice(name: str, words: Mapping[str, str]) -> Element:
    options = [element("option", {"value": value}, text) for value, text in words.items()]
    return element("select", {"name": name, "aria-label": name}, *options)


def _zoom(name: str, text: str) -> Element:
    return element("button", {"type": "button", "name": "zoom", "value": name, "title": f"zoom {name}"}, text)


def _svg(graph: "Graph", stacked: Sequence[Column]) -> Element:
    places = {
        key: (_MARGIN + number * _ACROSS, _TOP + row * _DOWN)
        for number, column in enumerate(stacked)
        for row, key in enumerate(column.keys)
    }
    wide = 2 * _MARGIN + max(0, len(stacked) - 1) * _ACROSS + _WIDTH
    high = _TOP + max((len(column.keys) for column in stacked), default=1) * _DOWN + _MARGIN
    sizes = {"width": _WIDTH, "height": _HEIGHT, "across": _ACROSS, "down": _DOWN, "margin": _MARGIN, "top": _TOP}
    attributes = {"viewBox": f"0 0 {wide} {high}", "width": str(wide), "height": str(high)}
    attributes |= {f"data-{name}": str(size) for name, size in sizes.items()}
    lines = "edges dense" if len(graph.edges) > _DENSE else "edges"
    return element(
        "svg",
        attributes,
        element("g", lines, *(_edge(edge, places) for edge in graph.edges)),
        element("g", "heads", *_heads(stacked)),
        element("g", "nodes", *_nodes(graph, stacked, places)),
    )


def _heads(stacked: Sequence[Column]) -> Iterator[Element]:
    before = ""
    for number, column in enumerate(stacked):
        attributes = {"x": str(_MARGIN + number * _ACROSS), "y": "24", "data-column": str(number)}
        yield element("text", attributes, KINDS.get(column.type, column.type) if column.type != before else "")
        before = column.type


def _edge(edge: "Edge", places: Mapping[str, Place]) -> Element:
    ends = {"data-from": edge.source, "data-to": edge.target}
    return element("path", {**ends, "d": _curve(places[edge.source], places[edge.target])})


def _curve(start: Place, end: Place) -> str:
    """From the right of one box to the left of another; to its right where that doesn't stand further right."""
    x, y = start[0] + _WIDTH, start[1] + _HEIGHT // 2
    forward = end[0] > start[0]
    to_x, to_y = end[0] if forward else end[0] + _WIDTH, end[1] + _HEIGHT // 2
    bend = max(40, (to_x - x) // 2) if forward else 50
    return f"M{x} {y}C{x + bend} {y} {to_x - bend if forward else to_x + bend} {to_y} {to_x} {to_y}"


def _nodes(graph: "Graph", stacked: Sequence[Column], places: Mapping[str, Place]) -> Iterator[Element]:
    nodes = {node.key: node for node in graph.nodes}
    for number, column in enumerate(stacked):
        for key in column.keys:
            yield _box(nodes[key], number, places[key])


def _box(node: "Node", column: int, place: Place) -> Element:
    told = ", ".join(part for part in (node.name, node.subtype, "missing" if node.missing else "") if part)
    attributes = {
        "class": f"node {node.type}{' missing' if node.missing else ''}",
        "transform": f"translate({place[0]} {place[1]})",
        "tabindex": "0",
        "role": "button",
        "aria-label": told,
        "data-key": node.key,
        "data-column": str(column),
        "data-subtype": node.subtype,
        "data-folder": node.folder,
        "data-file": node.file,
    }
    box = element("rect", {"width": str(_WIDTH), "height": str(_HEIGHT), "rx": "5"})
    name = element("text", {"x": "10", "y": "16"}, _short(node.name))
    return element("g", attributes, element("title", "", told), box, name)


def _short(name: str) -> str:
    """A name that fits its box; long ones tend to start alike, so the middle goes."""
    return name if len(name) <= _HEAD + _TAIL else f"{name[:_HEAD]}…{name[-_TAIL:]}"
