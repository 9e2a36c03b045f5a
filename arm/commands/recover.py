"""`invoke recover`: finish or undo a deployment that was cut off, from whatever machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from arm.commands.deployment import triggers
from arm.commands.deployment.carrying_out import close
from arm.commands.deployment.record import Record, names_of
from arm.commands.deployment.turns import Turn, turn
from arm.commands.target import connect
from arm.errors import NotInOrder
from arm.events import Notify, ignore, step
from arm.settings import Settings, load_environment

if TYPE_CHECKING:
    from arm.cloud.data_factory import DataFactory


@dataclass(frozen=True)
class Recovery:
    """What was done about an unfinished deployment, and the state that each trigger it switched was given."""

    environment: str
    release: str
    done: str
    triggers: Mapping[str, str] = field(default_factory=dict)
    ok: bool = True


def run(
    settings: Settings, env: str | None, *, force: bool = False, wait: float = 0.0, notify: Notify = ignore
) -> Recovery:
    """Finish an unfinished deployment if only its triggers were left to be started; else give them back their states.

    `force` takes a deployment as cut off although its process may still run on another machine. TargetError if it
    goes on; NotInOrder if a trigger can't be given its state.
    """
    from arm.cloud.data_factory import DataFactory
    from arm.cloud.resource_manager import ResourceManager

    environment = load_environment(settings, env)
    names = names_of(environment)
    connection = connect(settings, environment, notify)
    manager, factory = ResourceManager(connection), DataFactory(connection)
    found = manager.look_up(names.record)
    nothing = Recovery(environment.name, "", "no deployment was cut off")
    if found.deployment is None or not (found.deployment.note or {}).get("unfinished"):
        return nothing
    with turn(manager, names, wait=wait, notify=notify, force=force) as mine:
        record = mine.record
        if record is None or record.unfinished is None:
            return nothing
        unfinished = record.unfinished
        if unfinished.last is not None:
            _complete(mine, record, factory, notify)
            states = dict.fromkeys(unfinished.starts, "Started")
            return Recovery(environment.name, unfinished.release, f"release {unfinished.release} is complete", states)
        if not close(mine, manager, factory, notify):
            raise NotInOrder(f"not every trigger has its state back after {unfinished.release}", hint="try again")
        done = f"release {unfinished.release} was cut off; triggers are as before it, invoke deploy completes it"
        return Recovery(environment.name, unfinished.release, done, unfinished.triggers)


def _complete(mine: Turn, record: Record, factory: "DataFactory", notify: Notify) -> None:
    """Start the triggers that are left to be started, and close the record."""
    unfinished = record.unfinished
    if unfinished is None or unfinished.last is None:
        return
    deployed = {f"{triggers.PREFIX}{name}": each for name, each in factory.resources("triggers").items()}
    waiting = [key for key in unfinished.starts if key in deployed]
    with step(notify, "start triggers"):
        triggers.restore(factory, dict.fromkeys(waiting, "Started"), notify)
    mine.write(replace(record.completed(unfinished.last, record.resources), unfinished=None))
