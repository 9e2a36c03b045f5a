"""The tree of pipeline runs in a terminal: alive while they go on, whole once they have ended."""

import textwrap
import time
from typing import TYPE_CHECKING, Any

from arm.events import Event, State
from arm.report.run_tree import Node, Row, RunTree

if TYPE_CHECKING:
    from rich.console import Console, Group
    from rich.text import Text

_WIDEST = 110
_TIME_WIDTH = 12
_STYLES = {State.SUCCEEDED: "green", State.FAILED: "bold red", State.WAITING: "yellow", State.SKIPPED: "dim"}
_MARKS = {State.SUCCEEDED: "✓", State.FAILED: "✗", State.WAITING: "…", State.SKIPPED: "–"}
_PLAIN_MARKS = {State.SUCCEEDED: "+", State.FAILED: "x", State.WAITING: "~", State.SKIPPED: "-"}
_TURNING, _PLAIN_TURNING = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\"
_PLAIN_GUIDES = str.maketrans("├└│─…", "|`|-~")


class RunView:
    """Shows a RunTree on a rich console while any of its runs goes on; then it prints it and forgets it."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._tree = RunTree()
        self._live: Any = None
        self._can_draw = (console.encoding or "").lower().startswith("utf")

    def show(self, event: Event) -> None:
        """Show what happened."""
        from rich.live import Live

        self._tree.update(event)
        if self._live is None:
            self._live = Live(console=self._console, get_renderable=self._alive, refresh_per_second=8, transient=True)
            self._live.start()
        if not self._tree.goes_on:
            self.end()

    def end(self) -> None:
        """Leave the tree as it is in the terminal, and begin anew with the next event."""
        if self._live is None:
            return
        self._live.stop()
        self._live = None
        for line in self._whole():
            self._console.print(line)
        self._tree = RunTree()

    def _alive(self) -> "Group":
        from rich.console import Group

        return Group(*(self._line(row) for row in self._tree.rows(max(4, self._console.height - 2))))

    def _whole(self) -> "list[Text]":
        """The whole tree, with every message in full."""
        lines: list[Text] = []
        for row in self._tree.rows():
            lines.append(self._line(row))
            if row.node and row.node.state is State.FAILED and row.node.detail and not row.node.failed_inside:
                lines += self._message(row.guides.replace("├─", "│ ").replace("└─", "  "), row.node.detail)
        return lines

    def _message(self, guides: str, message: str) -> "list[Text]":
        """Why a node failed, below it."""
        from rich.text import Text

        drawn = self._drawn(f"{guides}  ")
        wrapped = textwrap.wrap(_printable(message), max(20, self._console.width - len(drawn)))
        return [Text.assemble((drawn, "dim"), (line, "red")) for line in wrapped]

    def _drawn(self, guides: str) -> str:
        return guides if self._can_draw else guides.translate(_PLAIN_GUIDES)

    def _line(self, row: Row) -> "Text":
        """A line as wide as the terminal, its time on the right; what is too long is cut."""
        from rich.text import Text

        width = min(self._console.width - 2, _WIDEST)  # what a person types must not wrap into a new line
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(self._drawn(row.guides), style="dim")
        if row.node is None:
            text.append(row.words, style="dim")
            return text
        self._add(text, row.node)
        seconds = row.node.seconds
        took = "" if seconds is None else duration(seconds)
        text.truncate(width - _TIME_WIDTH, overflow="ellipsis", pad=True)
        text.append(took.rjust(_TIME_WIDTH), style="dim" if not row.node.goes_on else "cyan")
        return text

    def _add(self, text: "Text", node: Node) -> None:
        """Mark, name and kind of a node, and what it waits for."""
        text.append(f"{self._mark(node)} ", style=_STYLES.get(node.state, "cyan"))
        style = "dim" if node.state is State.SKIPPED else "bold" if node.goes_on else ""
        text.append(_printable(node.name), style=style)
        if node.kind:
            text.append(f"  {node.kind}", style="dim")
        if node.state in (State.WAITING, State.SKIPPED) and node.detail:
            text.append(f"  {_printable(node.detail)}", style=_STYLES[node.state])

    def _mark(self, node: Node) -> str:
        if node.state is State.STARTED:
            frames = _TURNING if self._can_draw else _PLAIN_TURNING
            return frames[int(time.monotonic() * 10) % len(frames)]
        return (_MARKS if self._can_draw else _PLAIN_MARKS).get(node.state, " ")


def duration(seconds: float) -> str:
    """A duration for people: `2.3 s`, `4 min 05 s`, `1 h 02 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def _printable(text: str) -> str:
    """Text on one line, without what could move the cursor."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
