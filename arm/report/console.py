"""Progress for the person or agent who waits: a spinner in a terminal, plain lines elsewhere; always on stderr."""

import sys
import threading
from types import TracebackType
from typing import Any

from arm.events import Event, State

_WORDS = {
    State.STARTED: "...",
    State.SUCCEEDED: "ok",
    State.FAILED: "FAILED",
    State.SKIPPED: "skipped",
    State.WARNED: "warning",
    State.PROGRESSED: "",
}
_STYLES = {State.SUCCEEDED: "green", State.FAILED: "red", State.WARNED: "yellow", State.SKIPPED: "dim"}


class Console:
    """Shows events as they come, from any thread. Use as a context manager: leaving it ends the spinner."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, str] = {}
        self._rich: Any = None
        self._status: Any = None

    def __enter__(self) -> "Console":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def notify(self, event: Event) -> None:
        """Show one event."""
        with self._lock:
            if event.state is State.STARTED:
                self._running[event.subject] = event.detail
            elif event.state is not State.PROGRESSED:
                self._running.pop(event.subject, None)
            if sys.stderr.isatty():
                self._show_in_terminal(event)
            else:
                print(line(event), file=sys.stderr, flush=True)

    def _show_in_terminal(self, event: Event) -> None:
        if self._rich is None:
            from rich.console import Console as RichConsole

            self._rich = RichConsole(stderr=True, highlight=False)
            self._status = self._rich.status("")
            self._status.start()
        if event.state is not State.STARTED:
            self._rich.print(line(event), style=_STYLES.get(event.state, ""), markup=False, soft_wrap=True)
        self._status.update(", ".join(self._running) or "…")


def line(event: Event) -> str:
    """An event as one line of text: `activity PrepareData: ok (2.3 s)`."""
    word = _WORDS[event.state]
    took = f"({event.seconds:.1f} s)" if event.seconds is not None else ""
    detail = " ".join(event.detail.split())
    said = " ".join(part for part in (word, took) if part)
    if event.state in (State.FAILED, State.WARNED, State.PROGRESSED, State.SKIPPED) and detail:
        said = f"{said}: {detail}" if said else detail
    return f"{event.subject}: {said}"
