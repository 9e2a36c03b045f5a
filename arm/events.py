"""Progress as events: commands report them, `arm.report` decides how a person or an agent sees them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What happened to the subject of an event."""

    STARTED = "started"
    PROGRESSED = "progressed"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SKIPPED = "skipped"
    WARNED = "warned"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to `subject` ("export", "activity PrepareData"); `seconds` it took, once ended."""

    state: State
    subject: str
    detail: str = ""
    seconds: float | None = None


Notify = Callable[[Event], None]


def ignore(_: Event) -> None:
    """The `Notify` of callers who don't want to hear."""


@contextmanager
def step(notify: Notify, subject: str, detail: str = "") -> Iterator[None]:
    """Report that `subject` starts and, when the block is left, that it succeeded or failed and how long it took."""
    notify(Event(State.STARTED, subject, detail))
    start = time.monotonic()
    try:
        yield
    except BaseException:
        notify(Event(State.FAILED, subject, detail, time.monotonic() - start))
        raise
    notify(Event(State.SUCCEEDED, subject, detail, time.monotonic() - start))
