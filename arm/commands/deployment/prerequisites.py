"""What has to be there before a deployment, and the command that makes it."""

from collections.abc import Iterator

from arm.commands.deployment.comparison import FACTORY
from arm.commands.deployment.items import Missing
from arm.commands.deployment.planning import Planned
from arm.errors import TargetError
from arm.events import Event, Notify, State

_BY_ITSELF = "invoke deploy makes it"


def missing_places(planned: Planned, notify: Notify) -> Iterator[Missing]:
    """Resource group, factory, containers and notebooks' folder, as far as they are missing.

    Whether a container is there may not be asked by everybody who may deploy: that is told, and no more said.
    """
    target, observed = planned.prepared.environment.target, planned.observed
    parts = planned.plan.options.parts
    if not observed.group_exists:
        made = f"az group create --name {target.resource_group} --location {target.location}"
        yield Missing(f'resource group "{target.resource_group}"', _BY_ITSELF if target.is_local else made)
    if "factory" in parts and observed.factory is None:
        yield Missing(f'factory "{target.factory_name}"', factory_command(planned))
    if "notebooks" in parts and planned.prepared.sources and target.databricks.folder not in observed.folders:
        yield Missing(f"workspace folder {target.databricks.folder}", _BY_ITSELF)
    yield from _containers(planned, notify)


def factory_command(planned: Planned) -> str:
    """How the factory comes to be: by the template or a local target, or by whom the resource group belongs to."""
    target = planned.prepared.environment.target
    if target.is_local or FACTORY in planned.prepared.wanted:
        return _BY_ITSELF
    named = f"--resource-group {target.resource_group} --factory-name {target.factory_name}"
    return f"az datafactory create {named} --location {target.location}"


def _containers(planned: Planned, notify: Notify) -> Iterator[Missing]:
    storage = planned.prepared.environment.target.storage
    if not storage.account or not storage.mounts or planned.prepared.environment.target.is_local:
        return  # Local Azure makes a container when it is first written to
    from arm.cloud.storage import Storage

    try:
        missing = Storage(planned.prepared.connection).missing(sorted(set(storage.mounts.values())))
    except TargetError as error:
        notify(Event(State.WARNED, "whether the containers are there isn't known", error.message))
        return
    for name in missing:
        made = f"az storage container create --account-name {storage.account} --name {name} --auth-mode login"
        yield Missing(f"container {name} of {storage.account}", made)
