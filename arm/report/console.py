"""Progress for the person or agent who waits: a spinner or a tree in a terminal, plain lines elsewhere; on stderr."""

import sys
import threading
import time
from types import TracebackType
from typing import Any

from arm.events import Event, State
from arm.report.run_tree import RunTree, turns_of
from arm.report.streams import say

_WORDS = {
    State.STARTED: "...",
    State.SUCCEEDED: "ok",
    State.FAILED: "FAILED",
    State.SKIPPED: "skipped",
    State.WAITING: "waits",
    State.WARNED: "warning",
    State.PROGRESSED: "",
}
_STYLES = {State.SUCCEEDED: "green", State.FAILED: "red", State.WARNED: "yellow", State.SKIPPED: "dim"}
_WITH_DETAIL = (State.FAILED, State.WARNED, State.PROGRESSED, State.SKIPPED, State.WAITING)
# How often, in seconds, plain lines tell how far a loop is: a line for each of its activities would be too many.
_LOOP_EVERY = 10.0


class Console:
    """Shows events as they come, from any thread. Use as a context manager: leaving it ends what moves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, str] = {}
        self._rich: Any = None
        self._status: Any = None
        self._view: Any = None
        self._lines = _RunLines()

    def __enter__(self) -> "Console":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            if self._status is not None:
                self._status.stop()
            if self._view is not None:
                self._view.end()

    def notify(self, event: Event) -> None:
        """Show one event."""
        with self._lock:
            if not _is_terminal():
                self._lines.show(event)
            elif event.path:
                self._show_in_tree(event)
            else:
                self._show_in_terminal(event)

    def _show_in_tree(self, event: Event) -> None:
        self._open()
        if self._view is None:
            from arm.report.run_view import RunView

            self._view = RunView(self._rich)
        self._status.stop()
        self._view.show(event)

    def _show_in_terminal(self, event: Event) -> None:
        self._open()
        if event.state is State.STARTED:
            self._running[event.subject] = event.detail
        elif event.state is not State.PROGRESSED:
            self._running.pop(event.subject, None)
        if event.state is not State.STARTED:
            self._rich.print(line(event), style=_STYLES.get(event.state, ""), markup=False, soft_wrap=True)
        self._status.update(", ".join(self._running) or "…")
        self._status.start()

    def _open(self) -> None:
        if self._rich is None:
            from rich.console import Console as RichConsole

            self._rich = RichConsole(stderr=True, highlight=False)
            self._status = self._rich.status("")


class _RunLines:
    """Events as plain lines; of what is inside of a loop only what fails or waits, and now and then how far it is."""

    def __init__(self) -> None:
        self._tree = RunTree()
        self._told: dict[tuple[str, ...], float] = {}

    def show(self, event: Event) -> None:
        """Print a line if the event is worth one."""
        if event.path:
            self._tree.update(event)
        if event.state is State.WAITING and not event.detail:
            return
        loop = _loop_around(event.path)
        if loop is None or event.state is State.FAILED or event.state is State.WAITING:
            say(line(event), sys.stderr)
        elif time.monotonic() - self._told.setdefault(loop, time.monotonic()) > _LOOP_EVERY:
            self._told[loop] = time.monotonic()
            subject = f"activity {' / '.join(loop[1:])}"
            told = Event(State.PROGRESSED, subject, turns_of(self._tree.node(loop)))
            say(line(told), sys.stderr)


def _loop_around(path: tuple[str, ...]) -> tuple[str, ...] | None:
    """The outermost loop that a path leads through; None if it leads through none."""
    return next((path[:number] for number, name in enumerate(path) if name.startswith("[")), None)


def _is_terminal() -> bool:
    """Whether stderr can show what moves."""
    import os

    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def line(event: Event) -> str:
    """An event as one line of text: `activity PrepareData: ok (2.3 s)`."""
    word = _WORDS[event.state]
    took = f"({event.seconds:.1f} s)" if event.seconds is not None else ""
    detail = " ".join(event.detail.split())
    said = " ".join(part for part in (word, took) if part)
    if event.state in _WITH_DETAIL and detail:
        said = f"{said}: {detail}" if said else detail
    return f"{event.subject}: {said}"
