"""Pipeline runs: started, watched, cancelled, and kept so that none is lost."""

import threading
import time
import traceback
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from arm.local import times
from arm.local.datafactory import errors, run_records
from arm.local.datafactory.factories import Factories, Where
from arm.local.datafactory.kinds import DATASETS, LINKED_SERVICES, PIPELINES
from arm.local.datafactory.resources import Resources
from arm.local.live import LiveRun, any_running, end_all
from arm.local.store import Store
from arm.local.wire import CloudError

if TYPE_CHECKING:
    from arm.runtime import DeployedFactory, PipelineRun, Services

# A run changes often; between its start and its end it is written no more often than this (in seconds).
_WRITE_EVERY = 0.5


@dataclass(kw_only=True)
class _Live(LiveRun):
    """A pipeline run that is going on, and what is known of it beside the record that is kept."""

    where: Where
    started: datetime
    invoked_by: Mapping[str, Any]
    run: "PipelineRun | None" = None
    written: float = 0.0


class Runs:
    """The pipeline runs of all factories. Those that a stopped process left unfinished count as failed."""

    def __init__(
        self, store: Store, factories: Factories, resources: Resources, services: "Callable[[], Services]"
    ) -> None:
        self._store = store
        self._factories = factories
        self._resources = resources
        self._services = services
        self._live: dict[str, _Live] = {}
        self._fail_unfinished()

    def create(self, where: Where, pipeline: str, parameters: Mapping[str, Any]) -> str:
        """Start a run of a pipeline; its id. CloudError if the pipeline isn't there or the parameters don't fit."""
        from arm.errors import AdfopsError
        from arm.runtime import bind_parameters

        name = self._resources.get(where, PIPELINES, pipeline)["name"]
        factory = self.deployed(where)
        try:
            bind_parameters(factory, name, parameters)
        except AdfopsError as error:
            raise errors.bad_request(where, PIPELINES, name, error.message) from None
        run_id = str(uuid.uuid4())
        invoked_by = {"id": uuid.uuid4().hex, "name": "Manual", "invokedByType": "Manual"}
        live = _Live(where=where, started=datetime.now(UTC), invoked_by=invoked_by)
        self._live[run_id] = live
        self._store.put(self._key(where, run_id), run_records.queued(run_id, name, live.invoked_by))
        live.thread = threading.Thread(
            target=self._run, args=(run_id, live, factory, name, dict(parameters)), name=f"run {run_id}", daemon=True
        )
        live.thread.start()
        return run_id

    def get(self, where: Where, run_id: str) -> dict[str, Any]:
        """A run as it stands, with its activities under `activities`. CloudError if there is none."""
        self._factories.get(where)
        live = self._live.get(run_id.lower())
        if live is not None and live.run is not None and live.where == _fold(where, live.where):
            return run_records.record(live.run, live.invoked_by, self._secure_names(live.where, live.run.pipeline))
        found: dict[str, Any] | None = self._store.get(*self._key(where, run_id))
        if found is None:
            raise CloudError(404, "PipelineRunNotFound", f"The pipeline run with id '{run_id}' was not found.")
        return found

    def all(self, where: Where) -> list[dict[str, Any]]:
        """All runs of a factory, the latest first."""
        self._factories.get(where)
        ids = [record["runId"] for record in self._store.children("runs", *where)]
        found = [self.get(where, each) for each in ids]
        return sorted(found, key=lambda record: str(record["runStart"]), reverse=True)

    def cancel(self, where: Where, run_id: str) -> None:
        """Cancel a run. CloudError if it has ended."""
        record = self.get(where, run_id)
        live = self._live.get(run_id.lower())
        if live is None or record["status"] not in run_records.ACTIVE:
            raise CloudError(
                400,
                "BadRequest",
                f"Cannot cancel a pipeline run that is not in progress: '{run_id}' is {record['status']}.",
            )
        live.cancelled.set()

    def running(self) -> bool:
        """Whether any run is going on."""
        return any_running(self._live)

    def close(self) -> None:
        """Cancel what is going on and wait for it a little."""
        end_all(self._live)

    def deployed(self, where: Where) -> "DeployedFactory":
        """The factory as runs see it."""
        from arm.runtime import DeployedFactory

        return DeployedFactory(
            name=self._factories.get(where)["name"],
            pipelines=self._resources.runnable(where, PIPELINES),
            datasets=self._resources.runnable(where, DATASETS),
            linked_services=self._resources.runnable(where, LINKED_SERVICES),
            global_parameters=self._factories.global_parameters(where),
        )

    def _run(
        self, run_id: str, live: _Live, factory: "DeployedFactory", pipeline: str, parameters: dict[str, Any]
    ) -> None:
        from arm.runtime import run_pipeline

        try:
            run = run_pipeline(
                factory,
                pipeline,
                parameters,
                run_id=run_id,
                services=self._services(),
                changed=lambda run: self._changed(run_id, live, run),
                cancelled=live.cancelled,
            )
            self._write(run_id, live, run)
        except Exception as error:
            traceback.print_exc()
            self._end_broken(run_id, live, f"Local Azure has a bug: {type(error).__name__}: see local.log")
        finally:
            self._live.pop(run_id, None)

    def _changed(self, run_id: str, live: _Live, run: "PipelineRun") -> None:
        live.run = run
        if time.monotonic() - live.written > _WRITE_EVERY:
            self._write(run_id, live, run)

    def _write(self, run_id: str, live: _Live, run: "PipelineRun") -> None:
        live.written = time.monotonic()
        record = run_records.record(run, live.invoked_by, self._secure_names(live.where, run.pipeline))
        self._store.put(self._key(live.where, run_id), record)

    def _end_broken(self, run_id: str, live: _Live, message: str) -> None:
        key = self._key(live.where, run_id)
        self._store.put(key, run_records.broken_off(self._store.get(*key), message, times.now()))

    def _secure_names(self, where: Where, pipeline: str) -> set[str]:
        """The pipeline's parameters whose values are not to be kept."""
        properties = self._resources.runnable(where, PIPELINES).get(pipeline, {})
        declared = properties.get("parameters") or {}
        return {name for name, each in declared.items() if str(each.get("type", "")).lower() == "securestring"}

    def _key(self, where: Where, run_id: str) -> tuple[str, ...]:
        return ("runs", *where, run_id)

    def _fail_unfinished(self) -> None:
        for subscription in self._store.below("runs"):
            for group in self._store.below("runs", subscription):
                for factory in self._store.below("runs", subscription, group):
                    for record in self._store.children("runs", subscription, group, factory):
                        if record["status"] in run_records.ACTIVE:
                            message = "Local Azure ended in the middle of this run."
                            new = run_records.broken_off(record, message, record["lastUpdated"])
                            self._store.put(self._key((subscription, group, factory), record["runId"]), new)


def _fold(where: Where, other: Where) -> Where:
    """`other` if both name the same factory in whatever letter case, else `where`."""
    return other if [each.lower() for each in where] == [each.lower() for each in other] else where
