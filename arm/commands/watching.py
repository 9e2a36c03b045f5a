"""Watch pipeline runs at the target: each activity as it starts, waits, is tried again and ends; child runs too."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from arm.commands.activity_places import Places, places
from arm.errors import TargetError
from arm.events import Event, Notify, State

if TYPE_CHECKING:
    from arm.cloud.data_factory import DataFactory

ENDED = ("Succeeded", "Failed", "Cancelled")
_STATES = {
    "Succeeded": State.SUCCEEDED, "Failed": State.FAILED, "Cancelled": State.FAILED, "TimedOut": State.FAILED,
    "Skipped": State.SKIPPED, "Inactive": State.SKIPPED, "Queued": State.WAITING,
}  # fmt: skip
# What was updated so many polls ago is asked for again: the service's own clock and delays lie between.
_OVERLAP_POLLS = 20

Record = Mapping[str, Any]


@dataclass
class WatchedRun:
    """A run and what is known of it: `record` as Data Factory tells it, `activities` by their ids.

    `path` is its place in the tree of events: of the activity that started it, or the run itself.
    """

    run_id: str
    pipeline: str
    path: tuple[str, ...]
    record: Record = field(default_factory=dict)
    activities: dict[str, Record] = field(default_factory=dict)
    children: "list[WatchedRun]" = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    asked: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether the run has ended, and all of it is known."""
        return self.record.get("status") in ENDED

    def ordered(self) -> list[Record]:
        """The activity runs in the order in which they started."""
        return sorted(self.activities.values(), key=lambda each: str(each.get("activityRunStart")))


class Watch:
    """Watches runs that were started, and those that they start; `notify` hears what changes."""

    def __init__(self, factory: "DataFactory", runs: Mapping[str, str], notify: Notify, pause: float) -> None:
        """`runs` are the pipelines by the ids of their runs; `pause`, in seconds, lies between two looks."""
        self._factory = factory
        self._notify = notify
        self._pause = pause
        self._places: dict[str, Places] = {}
        self.runs = [WatchedRun(run_id, name, (f"pipeline {name}",)) for run_id, name in runs.items()]

    def until_ended(self, timeout: float) -> None:
        """Look again and again until the runs have ended. TargetError after `timeout` seconds.

        Whoever interrupts this is told that the runs go on.
        """
        deadline = time.monotonic() + timeout
        for run in self.runs:
            self._notify(Event(State.STARTED, run.path[0], path=run.path))
        with self._go_on_when_interrupted():
            while True:
                for run in self.runs:
                    self._look(run)
                if all(run.ended for run in self.runs):
                    return
                if time.monotonic() > deadline:
                    raise TargetError(
                        f"pipeline run {self._going_on()} has not ended after {timeout / 60:g} minutes",
                        hint="it goes on: invoke run --watch shows it; raise the environment's timeoutMinutes",
                    )
                time.sleep(self._pause)

    @contextmanager
    def _go_on_when_interrupted(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            if not isinstance(error, Exception):
                told = f"run {self._going_on()} goes on at the target"
                error.add_note(f"{told} (invoke run --watch RUNID shows it again, --cancel RUNID ends it)")
            raise

    def _going_on(self) -> str:
        return " and ".join(run.run_id for run in self.runs if not run.ended)

    def _look(self, run: WatchedRun) -> None:
        """Ask what a run and its children have come to, and tell what is different."""
        if not run.ended:
            now = datetime.now(UTC)
            record = self._factory.run(run.run_id)
            has_ended = record["status"] in ENDED
            since = None if has_ended or run.asked is None else run.asked
            for entry in self._factory.activity_runs(run.run_id, since):
                run.activities[str(entry["activityRunId"])] = entry
                self._tell(run, entry)
            run.asked = now - timedelta(seconds=self._pause * _OVERLAP_POLLS)
        for child in run.children:
            self._look(child)
        if not run.ended:
            run.record = record
            self._tell_run(run)

    def _tell_run(self, run: WatchedRun) -> None:
        """Report a run of the caller's that has ended, or waits; of a child its activity tells."""
        status = str(run.record["status"])
        if len(run.path) > 1 or run.told.get("") == status or status == "InProgress":
            return
        run.told[""] = status
        message = str(run.record.get("message") or "")
        seconds = seconds_of(run.record) if run.ended else None
        detail = "for its turn: the pipeline limits its concurrency" if status == "Queued" else message
        self._notify(Event(_STATES[status], run.path[0], detail, seconds, run.path))

    def _tell(self, run: WatchedRun, entry: Record) -> None:
        """Report an activity run if it is not where it was at the last look, and find the run that it started."""
        key, status = str(entry["activityRunId"]), str(entry.get("status"))
        if key not in run.told or run.told[key] != status:
            run.told[key] = status
            self._notify(self._event(run, entry, status))
        output = entry.get("output")
        if not isinstance(output, dict) or entry.get("activityType") != "ExecutePipeline":
            return
        child = str(output.get("pipelineRunId") or "")
        if child and child not in run.told:
            run.told[child] = ""
            path = self.places(run).path(run.path, entry)
            run.children.append(WatchedRun(child, str(output.get("pipelineName") or ""), path))

    def _event(self, run: WatchedRun, entry: Record, status: str) -> Event:
        place = self.places(run)
        path = place.path(run.path, entry)
        subject = f"activity {' / '.join(path[1:])}"
        attempt = f", attempt {entry['retryAttempt'] + 1}" if entry.get("retryAttempt") else ""
        kind = f"{entry.get('activityType')}{attempt}"
        state = _STATES.get(status, State.STARTED)
        if status == "Failed" and (again := place.tried_again(entry)):
            return Event(State.WAITING, subject, again, path=path, kind=kind)
        if status == "Queued":
            return Event(state, subject, path=path, kind=kind)
        seconds = seconds_of(entry) if state in (State.SUCCEEDED, State.FAILED) else None
        detail = "inactive" if status == "Inactive" else error_of(entry)
        return Event(state, subject, detail, seconds, path, kind)

    def places(self, run: WatchedRun) -> Places:
        """Where the activities of a run's pipeline are, as it is deployed now; nowhere if that can't be told."""
        if not run.pipeline:
            run.pipeline = str(self._factory.run(run.run_id).get("pipelineName"))
        if run.pipeline not in self._places:
            try:
                found = places(self._factory.pipeline(run.pipeline))
            except TargetError:  # it was deleted meanwhile, or may not be read: the tree is flat then
                found = Places({}, {})
            self._places[run.pipeline] = found
        return self._places[run.pipeline]


def error_of(entry: Record) -> str:
    """Why an activity run failed, empty where it didn't."""
    return str((entry.get("error") or {}).get("message") or "")


def seconds_of(entry: Record) -> float:
    """How long a run or an activity run took."""
    return float(entry.get("durationInMs") or 0) / 1000
