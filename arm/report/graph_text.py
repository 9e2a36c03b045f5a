"""A graph in the languages that other tools draw: Mermaid and Graphviz's DOT."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from arm.report.graph_layout import KINDS

if TYPE_CHECKING:
    from arm.commands.graph import Graph, Node

COLOURS = {
    "triggers": "#b54708",
    "pipelines": "#0b62c4",
    "dataflows": "#6941c6",
    "adfcdcs": "#6941c6",
    "datasets": "#146c43",
    "linkedServices": "#475467",
    "integrationRuntimes": "#c11574",
    "credentials": "#93370d",
    "managedPrivateEndpoints": "#175cd3",
    "managedVirtualNetworks": "#175cd3",
}
_MISSING = "#b42318"


def as_mermaid(graph: "Graph") -> str:
    """A Mermaid flowchart with a box around each kind. https://mermaid.js.org/syntax/flowchart.html"""
    return "\n".join(["flowchart LR", *_mermaid(graph)])


def _mermaid(graph: "Graph") -> Iterator[str]:
    ids = {node.key: f"n{number}" for number, node in enumerate(graph.nodes)}
    for type, nodes in _by_kind(graph):
        yield f'  subgraph {type}["{KINDS.get(type, type)}"]'
        for node in nodes:
            yield f'    {ids[node.key]}["{_mermaid_text(node.name)}"]:::{"missing" if node.missing else type}'
        yield "  end"
    for edge in graph.edges:
        yield f"  {ids[edge.source]} --> {ids[edge.target]}"
    for type in dict.fromkeys(node.type for node in graph.nodes):
        yield f"  classDef {type} stroke:{COLOURS.get(type, '#475467')},stroke-width:2px"
    if any(node.missing for node in graph.nodes):
        yield f"  classDef missing stroke:{_MISSING},stroke-dasharray:4"
    if graph.around:
        yield f"  style {ids[graph.around]} stroke-width:4px"


def _mermaid_text(text: str) -> str:
    """Text inside quotes, in Mermaid's own entity codes where a sign would mean something."""
    return "".join(sign if sign.isalnum() or sign in " _-./" else f"#{ord(sign)};" for sign in text)


def as_dot(graph: "Graph") -> str:
    """A Graphviz digraph with a cluster a kind. https://graphviz.org/doc/info/lang.html"""
    return "\n".join([f"digraph {_quoted(graph.factory)} {{", *_dot(graph), "}"])


def _dot(graph: "Graph") -> Iterator[str]:
    yield "  rankdir=LR; ranksep=1.2; nodesep=0.12;"
    yield '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=10, height=0.3];'
    yield '  edge [color="#98a2b3", arrowsize=0.6];'
    for type, nodes in _by_kind(graph):
        colour = COLOURS.get(type, "#475467")
        yield f"  subgraph {_quoted(f'cluster_{type}')} {{"
        yield f'    label={_quoted(KINDS.get(type, type))}; color="{colour}"; node [color="{colour}"];'
        for node in nodes:
            yield f"    {_quoted(node.key)} [label={_quoted(node.name)}{_dot_look(node, graph)}];"
        yield "  }"
    for edge in graph.edges:
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)};"


def _dot_look(node: "Node", graph: "Graph") -> str:
    if node.missing:
        return f', style=dashed, color="{_MISSING}"'
    return ", penwidth=3" if node.key == graph.around else ""


def _quoted(text: str) -> str:
    """A quoted identifier: only the quote and the backslash mean something in it."""
    flat = " ".join(text.splitlines())
    return '"' + flat.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _by_kind(graph: "Graph") -> Iterator[tuple[str, list["Node"]]]:
    types = dict.fromkeys([*KINDS, *(node.type for node in graph.nodes)])
    for type in types:
        nodes = [node for node in graph.nodes if node.type == type]
        if nodes:
            yield type, nodes
