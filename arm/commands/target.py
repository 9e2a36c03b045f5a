"""The way to an environment's target; Local Azure is started where it is the target."""

from typing import TYPE_CHECKING

from arm.events import Event, Notify, State, step
from arm.settings import Environment, Settings

if TYPE_CHECKING:
    from arm.cloud.connection import Connection


def connect(settings: Settings, environment: Environment, notify: Notify) -> "Connection":
    """The connection to the environment's target. TargetError if Local Azure is needed and can't be started."""
    from arm.cloud import connection

    if not environment.target.is_local:
        return connection.connect_to_azure(environment.target)
    from arm.local import launcher

    state = settings.build / "local"
    instance = launcher.find(state)
    if instance is None:
        with step(notify, "start Local Azure"):
            instance = launcher.ensure(
                state,
                notebook_minutes=settings.notebook_minutes,
                notebook_megabytes=settings.notebook_megabytes,
            )
        _warn(instance.url, instance.token, notify)
    _mount(instance.url, instance.token, environment)
    return connection.connect_to_local(environment.target, instance.url, instance.token)


def _mount(url: str, token: str, environment: Environment) -> None:
    """Tell Local Azure's workspace which containers it mounts (in Azure, the workspace's owner does that once)."""
    from arm.cloud.local_requests import ask

    storage = environment.target.storage
    mounts = {point: {"account": storage.account, "container": name} for point, name in storage.mounts.items()}
    ask(url, token, "PUT", "/local/mounts", mounts)


def _warn(url: str, token: str, notify: Notify) -> None:
    """Say which files of its state Local Azure refused when it started, and kept aside."""
    from arm.cloud.local_requests import ask

    for problem in ask(url, token, "GET", "/local/status")["problems"]:
        notify(Event(State.WARNED, "Local Azure", problem))
