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
    WAITING = "waiting"
    WARNED = "warned"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to `subject` ("export", "activity PrepareData"); `seconds` it took, once ended.

    `path` is its place in a tree, the outermost name first and its own last, where it has one: a pipeline's run,
    then activities; a turn of a loop is named by its number in brackets, "[3]". `kind` is what it is: "Copy".
    """

    state: State
    subject: str
    detail: str = ""
    seconds: float | None = None
    path: tuple[str, ...] = ()
    kind: str = ""


Notify = Callable[[Event], None]


def ignore(_: Event) -> None:
    """The `Notify` of callers who don't want to hear."""


class Outcome:
    """How a step ended: well, unless its block says otherwise without raising."""

    def __init__(self) -> None:
        self.state = State.SUCCEEDED
        self.detail = ""

    def fail(self, detail: str) -> None:
        """The step is done, and what it did has failed: a run that ended badly, say."""
        self.state, self.detail = State.FAILED, detail


@contextmanager
def step(notify: Notify, subject: str, detail: str = "") -> Iterator[Outcome]:
    """Report that `subject` starts and, when the block is left, how it ended and how long it took."""
    notify(Event(State.STARTED, subject, detail))
    start = time.monotonic()
    outcome = Outcome()
    try:
        yield outcome
    except BaseException:
        outcome.fail("")
        raise
    finally:
        notify(Event(outcome.state, subject, outcome.detail, time.monotonic() - start))
