"""One release at a time: a process asks for its turn at the target, and has it when nobody was before it.

Each process first notes, under a name of its own, that it asks, and waits until that note's time stands. Only then
it looks at all notes. Of two processes the later one therefore sees the earlier, whatever their clocks say, because
the times are Resource Manager's.
"""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from arm.commands.deployment.holder import Holder, holder_from, myself
from arm.commands.deployment.record import Names, Record, Unfinished, record_from
from arm.errors import AdfopsError, TargetError
from arm.events import Event, Notify, State

if TYPE_CHECKING:
    from arm.cloud.resource_manager import Deployment, ResourceManager

# A process that deploys renews its note this often; one that hasn't for so long counts as cut off.
RENEWED_AFTER = timedelta(minutes=2)
CUT_OFF_AFTER = timedelta(minutes=10)
_ASKED_ANEW_AFTER = timedelta(minutes=5)
_SECONDS_BETWEEN_LOOKS = 3.0


def stamp() -> str:
    """The time, to the millisecond, as it stands in names: 20261128013000123."""
    return f"{datetime.now(UTC):%Y%m%d%H%M%S%f}"[:17]


def is_cut_off(holder: Holder, when: datetime, now: datetime) -> bool:
    """Whether a process that last gave a sign of itself at `when` has ended without saying so."""
    return holder.is_dead or now - when > CUT_OFF_AFTER


def is_unattended(unfinished: Unfinished, when: datetime, now: datetime) -> bool:
    """Whether nobody is about a deployment any more, whose record was last written at `when`."""
    return unfinished.ended or is_cut_off(unfinished.holder, when, now)


@dataclass
class Turn:
    """The turn of this process at an environment; `record` is what the target remembered when it came."""

    manager: "ResourceManager"
    names: Names
    record: Record | None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _tags: dict[str, str] = field(default_factory=dict)

    def write(self, record: Record, **tags: str) -> None:
        """Replace what the target remembers; where that fails, what it remembered counts."""
        with self._lock:
            self._tags = self._tags | tags
            self._send(record)
            self.record = record

    def _send(self, record: Record) -> None:
        self.manager.write_note(self.names.record, record.as_json(), {**self.names.tags, **self._tags})

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Give a sign every few minutes that this process is still there, while the block runs."""
        over = threading.Event()

        def renew() -> None:
            while not over.wait(RENEWED_AFTER.total_seconds()):
                with self._lock, suppress(AdfopsError):  # the next sign may come through: several can be missed
                    if self.record is not None and self.record.unfinished is not None:
                        self._send(self.record)

        thread = threading.Thread(target=renew, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(timeout=5)


@contextmanager
def turn(
    manager: "ResourceManager", names: Names, *, wait: float, notify: Notify, force: bool = False
) -> Iterator[Turn]:
    """Wait for the turn of this process, at most `wait` seconds, and hold it while the block runs.

    TargetError, naming who has it, if it doesn't come. What was cut off holds up nobody; with `force` nobody does.
    """
    note = _ask(manager, names)
    try:
        note, found, now = _wait(manager, names, note, wait, notify, force)
        _forget_the_dead(manager, found, names, now)
        yield Turn(manager, names, _record(found, names))
    finally:
        _forget(manager, note, notify)


def _wait(
    manager: "ResourceManager", names: Names, note: str, wait: float, notify: Notify, force: bool
) -> tuple[str, list["Deployment"], datetime]:
    """Look until nobody is before; the note that holds the turn, the history, and the other side's time."""
    asked = time.monotonic()
    deadline, told = asked + wait, ""
    while True:
        found, now = manager.history()
        before = None if force else _who_is_before(found, names, note, now)
        if before is None:
            return note, found, now
        if time.monotonic() >= deadline:
            hint = "try again later, or wait for it: --wait SECONDS"
            raise TargetError(f"{names.environment} is being deployed by {before}", hint=hint)
        if before != told:
            notify(Event(State.PROGRESSED, f"wait for {names.environment}", f"it is being deployed by {before}"))
            told = before
        manager.pause(min(_SECONDS_BETWEEN_LOOKS, max(0.1, deadline - time.monotonic())))
        if time.monotonic() - asked > _ASKED_ANEW_AFTER.total_seconds():
            _forget(manager, note, notify)
            note, asked = _ask(manager, names), time.monotonic()


def _forget(manager: "ResourceManager", note: str, notify: Notify) -> None:
    try:
        manager.forget(note)
    except AdfopsError as error:  # it counts for ten minutes at most, and for this machine not even that
        notify(Event(State.WARNED, f"the note {note} stays", str(error)))


def _ask(manager: "ResourceManager", names: Names) -> str:
    name = names.turn(f"{stamp()}-{uuid.uuid4().hex[:4]}")
    manager.write_note(name, myself().as_json(), names.tags, wait=True)
    return name


def _record(found: list["Deployment"], names: Names) -> Record | None:
    notes = [each.note for each in found if each.name.lower() == names.record.lower() and each.note]
    return record_from(notes[0]) if notes else None


def _who_is_before(found: list["Deployment"], names: Names, own: str, now: datetime) -> str | None:
    """Who has the turn, or comes before this process; None if it is this one's."""
    for each in found:
        if each.name.lower() != names.record.lower() or each.note is None:
            continue
        unfinished = record_from(each.note).unfinished
        if unfinished is not None and not is_unattended(unfinished, each.when, now):
            return f"{unfinished.holder}, since {_readable(unfinished.since)} (release {unfinished.release})"
    waiting = [each for each in found if names.is_turn(each.name) and each.note is not None]
    mine = next((each for each in waiting if each.name == own), None)
    if mine is None:
        return "somebody who removed this process's own note"
    # One that is still active gets a later time than ours, which stands, once it has ended.
    earlier = [each for each in waiting if not each.active and _order(each) < _order(mine)]
    for each in sorted(earlier, key=_order):
        holder = holder_from(each.note or {})
        if not is_cut_off(holder, each.when, now):
            return f"{holder}, since {each.when:%H:%M:%S} UTC"
    return None


def _order(deployment: "Deployment") -> tuple[datetime, str]:
    return deployment.when, deployment.name


def _readable(since: str) -> str:
    return f"{since[9:11]}:{since[11:13]}:{since[13:15]} UTC"


def _forget_the_dead(manager: "ResourceManager", found: list["Deployment"], names: Names, now: datetime) -> None:
    """Take the notes of processes that have gone out of the history."""
    for each in found:
        if names.is_turn(each.name) and each.note and is_cut_off(holder_from(each.note), each.when, now):
            manager.forget(each.name)
