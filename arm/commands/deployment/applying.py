"""From a plan to a release: in this process's turn, what was cut off seen to before, and never by a stale plan."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arm.commands.deployment.carrying_out import OnFailure, Work, close
from arm.commands.deployment.comparison import FACTORY
from arm.commands.deployment.items import Plan
from arm.commands.deployment.options import Options
from arm.commands.deployment.planning import Planned, make_plan
from arm.commands.deployment.prepared import Prepared
from arm.commands.deployment.prerequisites import factory_command
from arm.commands.deployment.record import Names, Record, names_of
from arm.commands.deployment.release import Release, begin, describe, tags_of
from arm.commands.deployment.stale import Earlier, refuse_stale
from arm.commands.deployment.turns import Turn, turn
from arm.errors import NotInOrder, TargetError
from arm.events import Event, Notify, State, step

if TYPE_CHECKING:
    from arm.cloud.data_factory import DataFactory
    from arm.cloud.resource_manager import ResourceManager


@dataclass(frozen=True)
class Request:
    """A deployment that is asked for. `earlier` is the plan it must be true to, if one was made before; `show` sees
    the plan before it is applied; `wait` is in seconds."""

    prepared: Prepared
    options: Options
    on_failure: OnFailure | str
    wait: float
    earlier: Earlier | None
    notify: Notify
    show: Callable[[Plan], None]


def apply(request: Request) -> Release:
    """Plan and do what is planned. NotInOrder if the plan is stale or must not be applied."""
    from arm.cloud.data_factory import DataFactory
    from arm.cloud.resource_manager import ResourceManager

    prepared, names = request.prepared, names_of(request.prepared.environment)
    planned = _plan(request)
    if planned.observed.record is None or planned.observed.record.unfinished is None:
        _refuse(request, planned)
    standing = _standing(planned)
    if standing is not None:
        request.show(planned.plan)
        return standing
    manager, factory = ResourceManager(prepared.connection), DataFactory(prepared.connection)
    _require_places(prepared, planned, manager, factory)
    with turn(manager, names, wait=request.wait, notify=request.notify) as mine:
        planned = _plan_in_turn(request, planned, mine, manager, factory)
        request.show(planned.plan)
        return _release(request, planned, mine, names, manager, factory)


def _plan(request: Request) -> Planned:
    with step(request.notify, f"plan for {request.prepared.environment.name}"):
        return make_plan(request.prepared, request.options)


def _standing(planned: Planned) -> Release | None:
    """The release that stands, if there is nothing to do and it was made from the same commit."""
    record, plan = planned.observed.record, planned.plan
    if not plan.idle or plan.refusals or record is None or record.unfinished is not None or record.release is None:
        return None
    standing = record.release
    if standing.commit != planned.prepared.commit or not set(plan.options.parts) <= set(standing.parts):
        return None
    return describe(standing, planned, record, fresh=False)


def _refuse(request: Request, planned: Planned) -> None:
    """NotInOrder if the plan must not be applied, or isn't the one that was made earlier."""
    if request.earlier is not None:
        refuse_stale(request.earlier, planned.plan)
    if planned.plan.refusals:
        request.show(planned.plan)
        raise NotInOrder(planned.plan.refusals[0])


def _require_places(prepared: Prepared, planned: Planned, manager: "ResourceManager", factory: "DataFactory") -> None:
    """Resource group and factory have to be there: made at a local target, asked for at Azure."""
    target = prepared.environment.target
    if not planned.observed.group_exists:
        if not target.is_local:
            made = f"az group create --name {target.resource_group} --location {target.location}"
            raise TargetError(f'there is no resource group "{target.resource_group}"', hint=made)
        manager.create_resource_group()
    if "factory" not in planned.plan.options.parts or planned.observed.factory is not None:
        return
    if FACTORY in prepared.wanted:
        return  # the template brings it
    if not target.is_local:
        raise TargetError(f'there is no factory "{target.factory_name}"', hint=factory_command(planned))
    factory.put({"location": target.location, "identity": {"type": "SystemAssigned"}})


def _plan_in_turn(
    request: Request, planned: Planned, mine: Turn, manager: "ResourceManager", factory: "DataFactory"
) -> Planned:
    """The plan, made again if the target was changed since, or if a deployment was cut off: it may still go on."""
    unfinished = mine.record.unfinished if mine.record else None
    if unfinished is None and mine.record == planned.observed.record:
        return planned
    if unfinished is not None:
        told = f"by {unfinished.holder}: what it left is completed, and triggers will be as they were before it"
        request.notify(Event(State.WARNED, f"release {unfinished.release} was cut off", told))
        for name in unfinished.deployments:
            manager.cancel(name)
    try:
        planned = _plan(request)
        _refuse(request, planned)
    except Exception:
        if unfinished is not None:
            close(mine, manager, factory, request.notify)
        raise
    return planned


def _release(
    request: Request, planned: Planned, mine: Turn, names: Names, manager: "ResourceManager", factory: "DataFactory"
) -> Release:
    released = begin(planned, names)
    tags = tags_of(released, planned, names)
    failing: OnFailure = "leave-stopped" if request.on_failure == "leave-stopped" else "restore"
    work = Work(planned, mine, released, tags, failing, request.notify, manager, factory)
    if planned.plan.idle:
        record: Record = work.note_only()
    else:
        record = work.carry_out()
    return describe(released, planned, record, fresh=True)
