"""Pipeline runs that are going on: a run with those that it started, and the records that are kept of them."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from arm.local import times
from arm.local.datafactory import run_records, secret_values
from arm.local.datafactory.factories import Where
from arm.local.datafactory.run_records import Origin
from arm.local.live import LiveRun
from arm.local.store import Store

if TYPE_CHECKING:
    from arm.runtime import Cancellation, DeployedFactory, PipelineRun

# A run changes often; between its start and its end it is written no more often than this (in seconds), and less
# often if its record is so large that writing it would take more than this share of the time.
_WRITE_EVERY = 0.5
_WRITE_SHARE = 0.1


@dataclass(kw_only=True)
class LiveTree(LiveRun):
    """A run that is going on, with those that it started; `asked` takes cancellations of single ones."""

    store: Store
    where: Where
    factory: "DeployedFactory"
    run_id: str
    pipeline: str
    origin: Origin
    asked: "SimpleQueue[Cancellation]" = field(default_factory=SimpleQueue)
    runs: "dict[str, PipelineRun]" = field(default_factory=dict)
    _ended: dict[str, dict[str, Any]] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)
    _secrets: set[str] = field(default_factory=set)
    _next_write: float = 0.0
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _later: threading.Timer | None = None

    def open(self) -> None:
        """Write that the run is there, before anything of it has begun."""
        self.store.put(self._key(self.run_id), run_records.queued(self.run_id, self.pipeline, self.origin))

    def note(self, run: "PipelineRun") -> bool:
        """Something of a run is different; whether it is a new one.

        A new one, and one that has ended, is written at once, everything else a little later.
        """
        is_new = run.id not in self.runs
        self.runs[run.id] = run
        if is_new:
            self._secrets |= secret_values.texts(run.parameters, self._origin(run).secure)
        with self._writing:
            self._changed.add(run.id)
        pause = self._next_write - time.monotonic()
        if is_new or run.end or pause <= 0:
            self.write()
        elif self._later is None:
            self._later = threading.Timer(pause, self.write)
            self._later.daemon = True
            self._later.start()
        return is_new

    def write(self) -> None:
        """Write what has changed."""
        with self._writing:
            self._later = None
            start = time.monotonic()
            changed, self._changed = self._changed, set()
            for run_id in changed:
                self.store.put(self._key(run_id), self.record(run_id))
            now = time.monotonic()
            self._next_write = now + max(_WRITE_EVERY, (now - start) / _WRITE_SHARE)

    def record(self, run_id: str) -> dict[str, Any]:
        """A run of these as it stands, without what secure parameters of any of them hold."""
        run = self.runs[run_id]
        activities = [self._activity(each, run) for each in list(run.activities)]
        found = run_records.record(run, self._origin(run), activities)
        shown: dict[str, Any] = secret_values.without(found, self._secrets)
        return shown

    def _activity(self, each: Any, run: "PipelineRun") -> dict[str, Any]:
        """An activity run; one that has ended stays as it is, and is put into its shape only once."""
        found = self._ended.get(each.id)
        if found is None:
            ended = each.end is not None  # asked first: it may end meanwhile
            found = run_records.activity(each, run)
            if ended:
                self._ended[each.id] = found
        return found

    def _origin(self, run: "PipelineRun") -> Origin:
        if run.caller is None or run.called_by is None:
            return self.origin
        by = {
            "id": run.called_by.id,
            "name": run.called_by.name,
            "invokedByType": "PipelineActivity",
            "pipelineName": run.caller.pipeline,
            "pipelineRunId": run.caller.id,
        }
        found = origin(self.factory, run.pipeline, run.parameters, by, self.origin.group)
        kept = {name: value for name, value in found.given.items() if not secret_values.holds(value, self._secrets)}
        return replace(found, given=kept)

    def break_off(self, message: str) -> None:
        """Say of each run that hasn't ended that it has failed."""
        for run_id in {self.run_id, *self.runs}:
            found = self.store.get(*self._key(run_id))
            if found["status"] in run_records.ACTIVE:
                self.store.put(self._key(run_id), run_records.broken_off(found, message, times.now()))

    def _key(self, run_id: str) -> tuple[str, ...]:
        return ("runs", *self.where, run_id)


def origin(
    factory: "DeployedFactory",
    pipeline: str,
    parameters: Mapping[str, Any],
    invoked_by: Mapping[str, Any],
    group: str,
) -> Origin:
    """What is known of a run of a pipeline that starts with these parameters."""
    properties = factory.pipelines[pipeline]
    declared = properties.get("parameters") or {}
    secure = frozenset(name for name, each in declared.items() if str(each.get("type")).lower() == "securestring")
    given = {name: value for name, value in parameters.items() if name not in secure}
    return Origin(invoked_by, group, properties.get("annotations") or (), secure, given)
