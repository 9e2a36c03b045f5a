"""Pipeline runs as a tree, built from events: activities, what is inside of them, turns of loops, child runs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from arm.events import Event, State

# Of a loop's turns no more than so many are shown, those that failed and those that go on first.
_TURNS_SHOWN = 6
_GOING_ON = (State.STARTED, State.WAITING)


@dataclass
class Node:
    """A run, an activity, or a turn of a loop ("[3]"), which is in the state of the worst inside of it."""

    name: str
    kind: str = ""
    own_state: State = State.STARTED
    detail: str = ""
    since: float = field(default_factory=time.monotonic)
    own_seconds: float | None = None
    children: "dict[str, Node]" = field(default_factory=dict)

    @property
    def is_turn(self) -> bool:
        """Whether it is a turn of a loop."""
        return self.name.startswith("[")

    @property
    def state(self) -> State:
        """Where it stands."""
        if not self.is_turn:
            return self.own_state
        inside = {child.state for child in self.children.values()}
        worst = (State.STARTED, State.WAITING, State.FAILED, State.SUCCEEDED, State.SKIPPED)
        return next((state for state in worst if state in inside), State.STARTED)

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended."""
        return self.state in _GOING_ON

    @property
    def failed_inside(self) -> bool:
        """Whether something inside failed: that says why."""
        return any(child.state is State.FAILED for child in self.children.values())

    @property
    def seconds(self) -> float | None:
        """How long it took, or has taken; None for what didn't run."""
        if self.own_seconds is not None or not self.goes_on:
            return self.own_seconds
        return time.monotonic() - self.since


@dataclass(frozen=True)
class Row:
    """A line of the tree: a node, or words about nodes that aren't shown; `guides` are the lines before it."""

    guides: str
    node: Node | None
    words: str = ""


class RunTree:
    """The tree; events with a path change it."""

    def __init__(self) -> None:
        self.roots: dict[str, Node] = {}

    @property
    def goes_on(self) -> bool:
        """Whether any run in it has not ended."""
        return any(root.goes_on for root in self.roots.values())

    def update(self, event: Event) -> None:
        """Put what happened where it belongs."""
        node = self.node(event.path)
        if event.state is State.STARTED and node.own_state is not State.STARTED:
            node.since = time.monotonic()
        node.own_state, node.detail, node.own_seconds = event.state, event.detail, event.seconds
        node.kind = event.kind or node.kind

    def node(self, path: tuple[str, ...]) -> Node:
        """The node of a path, made if it isn't there."""
        nodes = self.roots
        for name in path:
            found = nodes.setdefault(name, Node(name))
            nodes = found.children
        return found

    def rows(self, most: int | None = None) -> list[Row]:
        """The tree's lines from top to bottom; with `most`, what is done makes room for what goes on.

        If that isn't enough, what is deepest inside goes, too.
        """
        rows = [row for root in self.roots.values() for row in _rows(root, "", "")]
        if most is None or len(rows) <= most:
            return rows
        busy = [row for row in rows if row.node is None or row.node.goes_on or row.node.state is State.FAILED]
        done = len(rows) - len(busy)
        kept = [*busy[:1], Row("   ", None, f"{done} done"), *busy[1:]] if done else busy
        while len(kept) > most:
            del kept[max(range(len(kept)), key=lambda number: len(kept[number].guides))]
        return kept


def turns_of(loop: Node) -> str:
    """How many turns of a loop are done, going on and failed, in words."""
    turns = [child for child in loop.children.values() if child.is_turn]
    failed = sum(turn.state is State.FAILED for turn in turns)
    going_on = sum(turn.goes_on for turn in turns)
    done = len(turns) - failed - going_on
    counts = ((done, "done"), (going_on, "going on"), (failed, "failed"))
    return ", ".join(f"{count:,} {word}" for count, word in counts if count)


def _rows(node: Node, before: str, below: str) -> Iterator[Row]:
    """The lines of a node and of what is inside of it; `below` stands before the latter."""
    yield Row(before, node)
    children = _shown(node)
    for number, child in enumerate(children):
        last = number == len(children) - 1
        mark, under = ("└─ ", "   ") if last else ("├─ ", "│  ")
        if isinstance(child, str):
            yield Row(below + mark, None, child)
        else:
            yield from _rows(child, below + mark, below + under)


def _shown(node: Node) -> "list[Node | str]":
    """What is shown inside of a node: everything, but of many turns only some, with a line that counts them."""
    if node.is_turn and node.state in (State.SUCCEEDED, State.SKIPPED):
        return []
    turns = [child for child in node.children.values() if child.is_turn]
    if len(turns) <= _TURNS_SHOWN:
        return list(node.children.values())
    order = (State.FAILED, State.STARTED, State.WAITING)
    first = [turn for state in order for turn in turns if turn.state is state]
    others = [child for child in node.children.values() if not child.is_turn]
    return [*others, *first[:_TURNS_SHOWN], turns_of(node)]
