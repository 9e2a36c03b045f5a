"""Where the resources of a graph stand: a column a kind, callers left of what they call, few crossing lines."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arm.commands.graph import Graph, Node

KINDS = {
    "triggers": "Triggers",
    "pipelines": "Pipelines",
    "dataflows": "Data flows",
    "adfcdcs": "Change data capture",
    "datasets": "Datasets",
    "linkedServices": "Linked services",
    "integrationRuntimes": "Integration runtimes",
    "credentials": "Credentials",
    "managedPrivateEndpoints": "Private endpoints",
    "managedVirtualNetworks": "Virtual networks",
}
"""The kinds of resources from left to right, as people call them."""

_TALLEST = 60
_SWEEPS = 6


@dataclass(frozen=True)
class Column:
    """Resources of one kind that stand below each other."""

    type: str
    keys: tuple[str, ...]


def columns(graph: "Graph") -> list[Column]:
    """The columns from left to right, each in the order that lets its lines cross little.

    A kind whose resources refer to each other (pipelines that call pipelines) has a column for each level; one
    with very many in a level is cut, so that none is taller than the screen is by far.
    """
    order = list(KINDS)
    types = {node.type for node in graph.nodes}
    layers: list[tuple[str, list[str]]] = []
    for type in [kind for kind in order if kind in types] + sorted(types - KINDS.keys()):
        members = [node for node in graph.nodes if node.type == type]
        layers += [(type, level) for level in _levels(members, graph)]
    _untangle([keys for _, keys in layers], graph)
    return [Column(type, part) for type, keys in layers for part in _cut(keys)]


def _cut(keys: Sequence[str]) -> Iterable[tuple[str, ...]]:
    parts = -(-len(keys) // _TALLEST)
    height = -(-len(keys) // parts)
    return (tuple(keys[start : start + height]) for start in range(0, len(keys), height))


def _levels(members: Sequence["Node"], graph: "Graph") -> list[list[str]]:
    """Resources of one kind by how many others of it stand above them at most; circles stand in the first level."""
    keys = {node.key for node in members}
    below: dict[str, list[str]] = {key: [] for key in keys}
    waits = dict.fromkeys(keys, 0)
    for edge in graph.edges:
        if edge.source in keys and edge.target in keys and edge.source != edge.target:
            below[edge.source].append(edge.target)
            waits[edge.target] += 1
    level = dict.fromkeys(keys, 0)
    ready = deque(node.key for node in members if not waits[node.key])
    while ready:
        key = ready.popleft()
        for other in below[key]:
            level[other] = max(level[other], level[key] + 1)
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    found: dict[int, list[str]] = {}
    for node in members:
        found.setdefault(0 if waits[node.key] else level[node.key], []).append(node.key)
    return [found[number] for number in sorted(found)]


def _untangle(layers: Sequence[list[str]], graph: "Graph") -> None:
    """Order each layer by where its neighbours stand on average, sweeping to and fro (the barycentre method)."""
    neighbours: dict[str, list[str]] = {}
    for edge in graph.edges:
        neighbours.setdefault(edge.source, []).append(edge.target)
        neighbours.setdefault(edge.target, []).append(edge.source)
    for sweep in range(_SWEEPS):
        places = {key: (index + 0.5) / len(keys) for keys in layers for index, key in enumerate(keys)}
        for keys in layers if sweep % 2 == 0 else reversed(layers):
            keys.sort(key=lambda key: _mean(key, neighbours, places))
            places.update({key: (index + 0.5) / len(keys) for index, key in enumerate(keys)})


def _mean(key: str, neighbours: Mapping[str, Sequence[str]], places: Mapping[str, float]) -> float:
    near = neighbours.get(key, ())
    return sum(places[other] for other in near) / len(near) if near else 2.0  # what stands alone goes last
