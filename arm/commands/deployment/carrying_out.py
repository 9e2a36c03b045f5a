"""Carries a plan out: notes at the target what is about to happen, does it, and leaves nothing half done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from arm.commands.deployment import triggers
from arm.commands.deployment.comparison import FACTORY, fingerprint
from arm.commands.deployment.halves import deploy_factory, deploy_notebooks, side_by_side
from arm.commands.deployment.holder import myself
from arm.commands.deployment.observed import resources_of
from arm.commands.deployment.pieces import Piece, pieces
from arm.commands.deployment.planning import GLOBALS, Planned
from arm.commands.deployment.record import Kept, Record, Released, Unfinished
from arm.commands.deployment.secrets import fill_secrets, redacted
from arm.commands.deployment.turns import Turn
from arm.errors import AdfopsError
from arm.events import Event, Notify, State, step

if TYPE_CHECKING:
    from arm.cloud.data_factory import DataFactory
    from arm.cloud.resource_manager import ResourceManager

OnFailure = Literal["restore", "leave-stopped"]


@dataclass
class Work:
    """A plan that is being carried out as a release, in this process's turn."""

    planned: Planned
    turn: Turn
    released: Released
    tags: Mapping[str, str]
    on_failure: OnFailure
    notify: Notify
    manager: "ResourceManager"
    factory: "DataFactory"

    def carry_out(self) -> Record:
        """Do what the plan says; the record afterwards.

        If something fails, or this process is interrupted, triggers get the state they had (unless `on_failure`
        says otherwise), and what failed is raised.
        """
        prepared = self.planned.prepared
        parameters = fill_secrets(prepared)
        parts = self._parts(parameters)
        opened = self._opened([name for name, _ in parts])
        with redacted(prepared, parameters), self.turn.renewed():
            try:
                self.turn.write(opened, **self.tags)
                side_by_side(
                    [
                        lambda: deploy_notebooks(self.planned, self.released.id, self.notify),
                        lambda: deploy_factory(
                            self.planned, parts, self.manager, self.factory, self.tags, self.notify
                        ),
                    ],
                    prepared.connection.patience.halt.set,
                )
                return self._finish(opened)
            except BaseException:
                prepared.connection.patience.halt.clear()
                self._undo()
                raise

    def note_only(self) -> Record:
        """Note the release where there is nothing to do; the record afterwards."""
        record = self.turn.record or Record()
        done = record.completed(self.released, self._resources(record), self._fresh(record))
        self.turn.write(done, **self.tags)
        return done

    def _parts(self, parameters: Mapping[str, Mapping[str, object]]) -> list[tuple[str, Piece]]:
        prepared = self.planned.prepared
        keys = [key for key in self.planned.plan.of("create", "change") if key in prepared.wanted]
        found = pieces(prepared.patched.template, parameters, prepared.wanted, keys)
        name = self.released.id
        return [(name if not number else f"{name}-{number + 1}", piece) for number, piece in enumerate(found)]

    def _opened(self, deployments: list[str]) -> Record:
        """The record while the deployment goes on: what it touches is owned, and nothing else is known of it."""
        plan, observed = self.planned.plan, self.planned.observed
        record = self.turn.record or Record()
        wanted = self.planned.prepared.wanted
        created = [key for key in plan.of("create") if key in wanted]
        touched = {*created, *plan.of("change", "delete")}
        owned = {**record.without(touched).resources, **{key: Kept() for key in created}}
        was = triggers.before(observed)
        switched = dict.fromkeys(plan.of("stop", "start"))  # a new one among them arrives stopped
        fresh = dict.fromkeys([key for key in created if key.startswith(triggers.PREFIX)])
        folder = f"{self.planned.prepared.environment.target.databricks.folder}/"
        unfinished = Unfinished(
            release=self.released.id,
            holder=myself(),
            since=self.released.when,
            triggers={key: was.get(key) or "Stopped" for key in switched},
            deployments=tuple(deployments),
            notebooks=tuple(path.removeprefix(folder) for path in plan.of("import")),
        )
        return replace(record, resources=owned, fresh=(*record.fresh, *fresh), unfinished=unfinished)

    def _finish(self, opened: Record) -> Record:
        """Start triggers and close the record; while only starts are left to be done, the record says so."""
        starts = self.planned.plan.of("start")
        resources, fresh = self._resources(opened), self._fresh(opened)
        if starts and opened.unfinished:
            left = replace(opened.unfinished, starts=tuple(starts), last=self.released, notebooks=())
            self.turn.write(replace(opened, resources=resources, unfinished=left), **self.tags)
            described = {key: {"properties": self.planned.prepared.wanted[key].properties} for key in starts}
            with step(self.notify, "start triggers"):
                side_by_side(
                    [lambda: triggers.switch(self.factory, starts, "Started", described, self.notify)],
                    self.planned.prepared.connection.patience.halt.set,
                )
        done = opened.completed(self.released, resources, fresh)
        self.turn.write(done, **self.tags)
        return done

    def _fresh(self, opened: Record) -> tuple[str, ...]:
        """The new triggers that still have to be given their state: those this release was not about."""
        return tuple(key for key in opened.fresh if key not in self.planned.selected)

    def _resources(self, opened: Record) -> dict[str, Kept]:
        """What is owned now, with digests of what the target says of it."""
        planned = self.planned
        if "factory" not in planned.plan.options.parts:
            return dict(opened.resources)
        wanted, plan = planned.prepared.wanted, planned.plan
        changed = [key for key in plan.of("create", "change") if key in wanted]
        described = {**planned.observed.resources}
        if changed:
            described |= resources_of(self.factory, changed)
        factory = planned.observed.factory
        if FACTORY in changed:
            factory = self.factory.get()
        gone = set(plan.of("delete"))
        kept = {key: each for key, each in opened.resources.items() if key not in gone and _stays(key, planned)}
        for key in planned.selected:
            deployed = factory if key == FACTORY else described.get(key)
            kept[key] = Kept(wanted[key].digest, fingerprint(deployed) if deployed else "")
        if planned.prepared.global_parameters:
            kept[GLOBALS] = Kept()
        return kept

    def _undo(self) -> None:
        """After a failure: end what still goes on at the target, and give triggers their states back."""
        record = self.turn.record
        if record is None or record.unfinished is None:
            return
        try:
            if self.on_failure == "restore":
                close(self.turn, self.manager, self.factory, self.notify)
                return
            told = "invoke recover gives them their states back, invoke deploy goes on"
            self.notify(Event(State.WARNED, "triggers stay as they are", told))
            self.turn.write(replace(record, unfinished=replace(record.unfinished, ended=True)))
        except AdfopsError as error:  # what failed first is what is told; the record tells the next command the rest
            self.notify(Event(State.WARNED, "triggers may not have their states back", f"{error}; invoke recover"))


def _stays(key: str, planned: Planned) -> bool:
    """Whether something owned is still there, or was not looked at."""
    wanted, observed = planned.prepared.wanted, planned.observed
    return key in wanted or key in observed.resources or key in (FACTORY, GLOBALS)


def close(turn: Turn, manager: "ResourceManager", factory: "DataFactory", notify: Notify) -> bool:
    """Undo what an unfinished deployment did to triggers, and close the record; whether all have their state.

    Deployments that still go on are cancelled first: what they would do to a started trigger is refused. If a
    trigger can't be given its state, the record stays open, and the next command tries again.
    """
    record = turn.record
    if record is None or record.unfinished is None:
        return True
    unfinished = record.unfinished
    with step(notify, "give triggers their states back"):
        for name in unfinished.deployments:
            try:
                manager.cancel(name)
            except AdfopsError as error:  # the triggers can be seen to no less
                notify(Event(State.WARNED, f"deployment {name} may still go on", str(error)))
        failed = triggers.restore(factory, unfinished.triggers, notify)
    if failed:
        turn.write(replace(record, unfinished=replace(unfinished, ended=True)))
        return False
    turn.write(replace(record, unfinished=None, failed=unfinished.release))
    return True
