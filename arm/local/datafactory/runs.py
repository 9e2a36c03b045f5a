"""Pipeline runs: started, started again, watched, cancelled, and kept so that none is lost."""

import threading
import traceback
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from arm.local.datafactory import errors, reruns, run_records
from arm.local.datafactory.factories import Factories, Where
from arm.local.datafactory.kinds import DATASETS, LINKED_SERVICES, PIPELINES
from arm.local.datafactory.live_runs import LiveTree, origin
from arm.local.datafactory.reruns import Rerun
from arm.local.datafactory.resources import Resources
from arm.local.datafactory.run_settings import RunSettings
from arm.local.live import any_running, end_all
from arm.local.store import Store
from arm.local.wire import CloudError

if TYPE_CHECKING:
    from arm.runtime import DeployedFactory, PipelineRun, Recovery, Services, Turns


class Runs:
    """The pipeline runs of all factories. Those that a stopped process left unfinished count as failed."""

    def __init__(
        self,
        store: Store,
        factories: Factories,
        resources: Resources,
        settings: RunSettings,
        services: "Callable[[], Services]",
    ) -> None:
        self._store = store
        self._factories = factories
        self._resources = resources
        self._settings = settings
        self._services = services
        self._trees: dict[str, LiveTree] = {}  # by the id of the run that was started, and not by another run
        self._live: dict[str, LiveTree] = {}  # by the id of every run in them
        self._turns: defaultdict[Where, Turns] = defaultdict(_new_turns)
        self._fail_unfinished()

    def create(
        self,
        where: Where,
        pipeline: str,
        parameters: Mapping[str, Any],
        *,
        rerun: Rerun | None = None,
        trigger: Mapping[str, Any] | None = None,
    ) -> str:
        """Start a run of a pipeline; its id. `trigger` is what fired, as `run_pipeline` takes it.

        CloudError if the pipeline or the run to repeat isn't there, or the parameters don't fit.
        """
        name = self._resources.get(where, PIPELINES, pipeline)["name"]
        factory = self.deployed(where)
        earlier = self.get(where, rerun.reference) if rerun else None
        recovery = None
        if rerun and earlier:
            reruns.check(rerun, earlier, name, factory.pipelines[name].get("activities") or [])
            parameters = reruns.parameters(earlier, parameters)
            recovery = reruns.recovery(rerun, earlier, self._group(where, earlier["runGroupId"]))
        self._check(where, factory, name, parameters)
        run_id = str(uuid.uuid4())
        group = earlier["runGroupId"] if rerun and earlier and rerun.recovery else run_id
        by = _started_by(trigger)
        tree = LiveTree(
            store=self._store,
            where=where,
            factory=factory,
            run_id=run_id,
            pipeline=name,
            origin=origin(factory, name, parameters, by, group),
        )
        if group != run_id:
            self._not_latest(where, name, group)
        self._begin(tree, parameters, {**(trigger or {}), "group": group}, recovery)
        return run_id

    def get(self, where: Where, run_id: str) -> dict[str, Any]:
        """A run as it stands, with its activities under `activities`. CloudError if there is none."""
        self._factories.get(where)
        tree = self._live.get(run_id.lower())
        if tree is not None and _same(where, tree.where):
            return tree.record(run_id.lower())
        found: dict[str, Any] | None = self._store.get("runs", *where, run_id)
        if found is None:
            raise CloudError(404, "PipelineRunNotFound", f"The pipeline run with id '{run_id}' was not found.")
        return found

    def all(self, where: Where) -> list[dict[str, Any]]:
        """All runs of a factory, the latest first."""
        self._factories.get(where)
        ids = [record["runId"] for record in self._store.children("runs", *where)]
        found = [self.get(where, each) for each in ids]
        return sorted(found, key=lambda record: str(record["runStart"]), reverse=True)

    def cancel(self, where: Where, run_id: str, *, recursive: bool = False) -> None:
        """Cancel a run, and with `recursive` those that it started. CloudError if it has ended."""
        from arm.runtime import Cancellation

        record = self.get(where, run_id)
        tree = self._live.get(run_id.lower()) or self._trees.get(run_id.lower())
        if tree is None or record["status"] not in run_records.ACTIVE:
            raise CloudError(
                400,
                "BadRequest",
                f"Cannot cancel a pipeline run that is not in progress: '{run_id}' is {record['status']}.",
            )
        tree.asked.put(Cancellation(run_id.lower(), recursive))

    def running(self) -> bool:
        """Whether any run is going on."""
        return any_running(self._trees)

    def close(self) -> None:
        """Cancel what is going on and wait for it a little."""
        end_all(self._trees)

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

    def _check(self, where: Where, factory: "DeployedFactory", name: str, parameters: Mapping[str, Any]) -> None:
        """Refuse parameters and answers that the factory has no place for, before a run is there."""
        from arm.errors import AdfopsError
        from arm.runtime import bind_parameters, check_answers

        try:
            bind_parameters(factory, name, parameters)
            check_answers(self._settings.get(where)["answers"], factory)
        except AdfopsError as error:
            raise errors.bad_request(where, PIPELINES, name, error.message) from None

    def _begin(
        self, tree: LiveTree, parameters: Mapping[str, Any], trigger: Mapping[str, Any], recovery: "Recovery | None"
    ) -> None:
        tree.open()
        self._trees[tree.run_id] = tree
        tree.thread = threading.Thread(
            target=self._run, args=(tree, dict(parameters), trigger, recovery), name=f"run {tree.run_id}", daemon=True
        )
        tree.thread.start()

    def _run(
        self,
        tree: LiveTree,
        parameters: dict[str, Any],
        trigger: Mapping[str, Any],
        recovery: "Recovery | None",
    ) -> None:
        from arm.runtime import run_pipeline

        try:
            run_pipeline(
                tree.factory,
                tree.pipeline,
                parameters,
                run_id=tree.run_id,
                services=self._services_of(tree.where),
                changed=lambda run: self._changed(tree, run),
                cancelled=tree.cancelled,
                trigger=trigger,
                recovery=recovery,
                asked=tree.asked,
            )
            tree.write()
        except Exception as error:
            traceback.print_exc()
            tree.break_off(f"Local Azure has a bug: {type(error).__name__}: see local.log")
        finally:
            self._trees.pop(tree.run_id, None)
            for run_id in tree.runs:
                self._live.pop(run_id, None)

    def _changed(self, tree: LiveTree, run: "PipelineRun") -> None:
        if tree.note(run):
            self._live[run.id] = tree

    def _services_of(self, where: Where) -> "Services":
        found = self._settings.get(where)
        folded = (where[0].lower(), where[1].lower(), where[2].lower())
        return replace(
            self._services(), answers=found["answers"], hosts=found["allowedHosts"], turns=self._turns[folded]
        )

    def _group(self, where: Where, group: str) -> list[Mapping[str, Any]]:
        """The runs of a group: a run, its reruns, and all that these started."""
        return [each for each in self._store.children("runs", *where) if each["runGroupId"] == group]

    def _not_latest(self, where: Where, pipeline: str, group: str) -> None:
        """Say of a group's runs of a pipeline that there is a later one."""
        for each in self._group(where, group):
            if each["pipelineName"] == pipeline and each["isLatest"]:
                self._store.put(("runs", *where, each["runId"]), {**each, "isLatest": False})

    def _fail_unfinished(self) -> None:
        for subscription in self._store.below("runs"):
            for group in self._store.below("runs", subscription):
                for factory in self._store.below("runs", subscription, group):
                    for record in self._store.children("runs", subscription, group, factory):
                        if record["status"] in run_records.ACTIVE:
                            message = "Local Azure ended in the middle of this run."
                            new = run_records.broken_off(record, message, record["lastUpdated"])
                            self._store.put(("runs", subscription, group, factory, record["runId"]), new)


def _new_turns() -> "Turns":
    from arm.runtime import Turns

    return Turns()


def _started_by(trigger: Mapping[str, Any] | None) -> dict[str, Any]:
    """What `invokedBy` says of a run that a trigger started, or a person."""
    if trigger is None:
        return {"id": uuid.uuid4().hex, "name": "Manual", "invokedByType": "Manual"}
    return {"id": trigger["id"], "name": trigger["name"], "invokedByType": trigger["type"]}


def _same(where: Where, other: Where) -> bool:
    """Whether both name the same factory, in whatever letter case."""
    return [each.lower() for each in where] == [each.lower() for each in other]
