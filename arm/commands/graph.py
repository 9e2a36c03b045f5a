"""`invoke graph`: a factory's resources and what each of them refers to, whole or around one resource."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from arm.errors import UsageError, did_you_mean
from arm.events import Notify, ignore, step
from arm.factory import Factory, Resource, load, references
from arm.settings import Settings

DIRECTIONS = ("both", "down", "up")


@dataclass(frozen=True)
class Node:
    """A resource: `subtype` is its `properties.type`, `folder` the folder it has in ADF Studio, "" for none.

    One that is `missing` is only referred to; it has no file.
    """

    key: str
    type: str
    name: str
    subtype: str = ""
    folder: str = ""
    file: str = ""
    missing: bool = False


@dataclass(frozen=True)
class Edge:
    """`source` refers to `target`, both keys; `pointer` is the JSON Pointer of the first mention in the source."""

    source: str
    target: str
    pointer: str


@dataclass(frozen=True)
class Graph:
    """Resources in the order they are published, and their references; `around` is the key asked for, if any."""

    factory: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    around: str = ""


def run(
    settings: Settings,
    *,
    source: Path | None = None,
    resource: str | None = None,
    direction: str = "both",
    depth: int = 0,
    notify: Notify = ignore,
) -> Graph:
    """The graph of the sources, or what is up to `depth` references (0: any number) away from one `resource`.

    `resource` is a name or `<type>/<name>`; `direction` is down (what it needs), up (what needs it) or both.
    UsageError for a resource or direction that there isn't, and for a name that several have.
    """
    if direction not in DIRECTIONS:
        raise UsageError(f'--direction: there is no "{direction}"', hint=did_you_mean(direction, DIRECTIONS))
    root = source or settings.source
    with step(notify, "read the sources", str(root)):
        graph = graph_of(load(root, _factory_name(root, settings)))
    return around(graph, found(graph, resource), direction, depth) if resource else graph


def _factory_name(root: Path, settings: Settings) -> str:
    """The factory's name, that of its only file, or of the folder: nothing in a graph depends on it."""
    names = sorted(path.stem for path in (root / "factory").glob("*.json"))
    return settings.factory or (names[0] if len(names) == 1 else root.resolve().name)


def graph_of(factory: Factory) -> Graph:
    """All resources of a factory; names are matched whatever their letter case, as the service does."""
    nodes = {resource.key: _node(resource) for resource in factory.resources}
    folded = {key.casefold(): key for key in nodes}
    edges = []
    for resource in factory.resources:
        for reference in references(resource):
            key = folded.get(reference.key.casefold(), reference.key)
            nodes.setdefault(key, Node(key, reference.type, reference.name, missing=True))
            edges.append(Edge(resource.key, key, reference.pointer))
    return Graph(factory.name, tuple(nodes.values()), tuple(edges))


def _node(resource: Resource) -> Node:
    folder = resource.properties.get("folder")
    name = folder.get("name", "") if isinstance(folder, dict) else ""
    subtype = str(resource.properties.get("type", ""))
    return Node(resource.key, resource.type, resource.name, subtype, str(name), resource.file.as_posix())


def found(graph: Graph, name: str) -> str:
    """The key of the resource called `name`, or that `name` is the key of."""
    keys = [node.key for node in graph.nodes if name.casefold() in (node.key.casefold(), node.name.casefold())]
    if len(keys) > 1:
        raise UsageError(f'several resources are called "{name}"', hint=f"name one of {', '.join(keys)}")
    if not keys:
        names = [node.key if "/" in name else node.name for node in graph.nodes]
        guess = did_you_mean(name, names)
        hint = guess if guess.startswith("did") or len(names) < 30 else "invoke graph shows them all"
        raise UsageError(f'the factory has no resource "{name}"', hint=hint)
    return keys[0]


def around(graph: Graph, key: str, direction: str, depth: int) -> Graph:
    """What can be reached from a resource by its references, by those to it, or both."""
    reached = {key}
    if direction != "up":
        reached |= _reached(key, [(edge.source, edge.target) for edge in graph.edges], depth).keys()
    if direction != "down":
        reached |= _reached(key, [(edge.target, edge.source) for edge in graph.edges], depth).keys()
    nodes = tuple(node for node in graph.nodes if node.key in reached)
    edges = tuple(edge for edge in graph.edges if edge.source in reached and edge.target in reached)
    return Graph(graph.factory, nodes, edges, key)


def _reached(start: str, steps: Iterable[tuple[str, str]], depth: int) -> Mapping[str, int]:
    """What can be reached, and in how many steps."""
    following: dict[str, list[str]] = {}
    for origin, goal in steps:
        following.setdefault(origin, []).append(goal)
    away = {start: 0}
    waiting = deque([start])
    while waiting:
        key = waiting.popleft()
        if depth and away[key] == depth:
            continue
        for goal in following.get(key, ()):
            if goal not in away:
                away[goal] = away[key] + 1
                waiting.append(goal)
    return away
