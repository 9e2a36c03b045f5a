"""Runs that are going on in this process: each in a thread of its own, and all of them cancelled at the end."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PATIENCE_SECONDS = 5


@dataclass
class LiveRun:
    """A run that is going on; setting `cancelled` ends it."""

    cancelled: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


def any_running(runs: Mapping[Any, LiveRun]) -> bool:
    """Whether any run is going on."""
    return any(run.thread and run.thread.is_alive() for run in list(runs.values()))


def end_all(runs: Mapping[Any, LiveRun]) -> None:
    """Cancel what is going on and wait for it a little."""
    going_on = list(runs.values())
    for run in going_on:
        run.cancelled.set()
    for run in going_on:
        if run.thread:
            run.thread.join(timeout=_PATIENCE_SECONDS)
