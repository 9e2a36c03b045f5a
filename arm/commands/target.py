"""The way to an environment's target; Local Azure is started where it is the target."""

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from arm.errors import TargetError
from arm.events import Notify, step
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
    _mount(instance.url, instance.token, environment)
    return connection.connect_to_local(environment.target, instance.url, instance.token)


def _mount(url: str, token: str, environment: Environment) -> None:
    """Tell Local Azure's workspace which containers it mounts (in Azure, the workspace's owner does that once)."""
    storage = environment.target.storage
    mounts = {point: {"account": storage.account, "container": name} for point, name in storage.mounts.items()}
    request = urllib.request.Request(
        f"{url}/local/mounts",
        data=json.dumps(mounts).encode("utf-8"),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method="PUT",
    )
    try:
        # Never by a proxy: the request and its token stay on this machine.
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        direct.open(request, timeout=10).close()
    except (urllib.error.URLError, OSError) as error:
        raise TargetError(f"Local Azure doesn't take the mounts: {error}") from None
