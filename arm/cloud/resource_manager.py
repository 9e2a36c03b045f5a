"""Azure Resource Manager: resource groups, deployments of a template, and notes kept as deployments of none."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from arm.cloud.connection import Connection
from arm.cloud.failures import error_code, told
from arm.errors import TargetError

ACTIVE = ("Accepted", "Running", "Canceling")
_SECONDS_BETWEEN_REPORTS = 2.0
_SECONDS_UNTIL_WRITABLE = 60.0
_EMPTY_TEMPLATE: Mapping[str, Any] = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"note": {"type": "object"}},
    "resources": [],
}


@dataclass(frozen=True)
class Deployment:
    """A deployment of the history: its state, when it came to it, its tags, and the note it carries, if any."""

    name: str
    state: str
    when: datetime
    tags: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, Any] | None = None

    @property
    def active(self) -> bool:
        """Whether it still goes on."""
        return self.state in ACTIVE


@dataclass(frozen=True)
class LookUp:
    """What was found under a deployment's name, and whether its resource group is there at all.

    `now` is the time by the other side's clock.
    """

    group_exists: bool
    deployment: Deployment | None
    now: datetime


class ResourceManager:
    """Resource groups and deployments of one connection's subscription."""

    def __init__(self, connection: Connection) -> None:
        from azure.mgmt.resource.deployments import DeploymentsMgmtClient

        self._connection = connection
        self._group = connection.target.resource_group
        client = connection.management_client(DeploymentsMgmtClient)
        self._deployments, self._operations = client.deployments, client.deployment_operations

    def resource_group_exists(self) -> bool:
        """Whether the target's resource group is there."""
        from azure.core.exceptions import ResourceNotFoundError

        with told(f"look for resource group {self._group}"):
            try:
                self._groups().resource_groups.get(self._group)
            except ResourceNotFoundError:
                return False
        return True

    def create_resource_group(self) -> None:
        """Create the target's resource group (used for Local Azure only: in Azure its owner does that)."""
        with told(f"create resource group {self._group}"):
            self._groups().resource_groups.create_or_update(
                self._group, {"location": self._connection.target.location}
            )

    def look_up(self, name: str) -> LookUp:
        """The deployment called `name`, if the history has it."""
        from azure.core.exceptions import ResourceNotFoundError

        clock = _Clock()
        with told(f"read deployment {name}"):
            try:
                found = self._deployments.get(self._group, name, raw_response_hook=clock.read)
            except ResourceNotFoundError as error:
                return LookUp(error_code(error) != "ResourceGroupNotFound", None, clock.now)
        return LookUp(True, _deployment(found.as_dict()), clock.now)

    def history(self) -> tuple[list[Deployment], datetime]:
        """All deployments in the resource group's history, and the time by the other side's clock."""
        clock = _Clock()
        with told(f"list the deployments of {self._group}"):
            found = self._deployments.list_by_resource_group(self._group, raw_response_hook=clock.read)
            return [_deployment(each.as_dict()) for each in found], clock.now

    def write_note(
        self, name: str, note: Mapping[str, Any], tags: Mapping[str, str], *, wait: bool = False
    ) -> Deployment:
        """Keep a JSON object as the parameter of a deployment without resources, replacing what `name` held.

        `wait` until it has come to its end, so that its time doesn't change any more.
        """
        properties = {"mode": "Incremental", "template": _EMPTY_TEMPLATE, "parameters": {"note": {"value": note}}}
        body = {"properties": properties, "tags": dict(tags)}
        with told(f"write deployment {name}"):
            poller = self._while_active(
                lambda: self._deployments.begin_create_or_update(
                    self._group, name, body, **({} if wait else {"polling": False})
                )
            )
            return _deployment(self._await(poller).as_dict())

    def forget(self, name: str) -> None:
        """Take a deployment out of the history; nothing happens to what it deployed, or if it isn't there."""
        from azure.core.exceptions import ResourceNotFoundError

        with told(f"delete deployment {name}"):
            try:
                self._while_active(lambda: self._deployments.begin_delete(self._group, name, polling=False))
            except ResourceNotFoundError:
                return

    def export_template(self, name: str) -> dict[str, Any]:
        """The template that a deployment of the history deployed, without secrets. TargetError if it isn't there."""
        with told(f"export the template of deployment {name}"):
            return dict(self._deployments.export_template(self._group, name).as_dict().get("template") or {})

    def cancel(self, name: str) -> Deployment | None:
        """Cancel a deployment if it still goes on, and wait until it has ended; what it deployed stays."""
        from azure.core.exceptions import HttpResponseError

        found = self.look_up(name).deployment
        if found is None or not found.active:
            return found
        with told(f"cancel deployment {name}"):
            try:
                self._deployments.cancel(self._group, name)
            except HttpResponseError as error:
                if error.status_code != 409:  # 409: it came to its end by itself
                    raise
        return self.ended(name)

    def ended(self, name: str) -> Deployment | None:
        """Wait until a deployment has come to its end."""
        while True:
            found = self.look_up(name).deployment
            if found is None or not found.active:
                return found
            self._connection.patience.sleep(self._connection.polling_seconds)

    def deploy(
        self,
        name: str,
        template: Mapping[str, Any],
        parameters: Mapping[str, Any],
        *,
        tags: Mapping[str, str],
        operation: Callable[[str, str], None],
    ) -> dict[str, Any]:
        """Deploy a template, always Incremental, and wait; gives back the deployment's `properties`.

        `parameters` is the `parameters` object of a parameter file. `operation` hears of each resource that is
        done or failed, as (`<type>/<name>`, provisioning state). TargetError with Azure's own code and message.
        """
        from azure.core.exceptions import HttpResponseError

        body = {
            "properties": {"mode": "Incremental", "template": template, "parameters": parameters},
            "tags": dict(tags),
        }
        progress = _Progress(operation)
        with told(f"deployment {name}"):
            try:
                done = self._carry_out(name, body, progress)
            except HttpResponseError:
                progress.tell(self._list_operations(name))
                raise
        properties = dict(done.get("properties", {}))
        progress.conclude(properties)
        return properties

    def pause(self, seconds: float) -> None:
        """Wait; Halted when the work is called off."""
        self._connection.patience.sleep(seconds)

    def what_if(self, name: str, template: Mapping[str, Any], parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What a deployment would change, by Resource Manager's own reckoning: its `changes`.

        https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if
        """
        body = {"properties": {"mode": "Incremental", "template": template, "parameters": parameters}}
        with told(f"what-if of {name}"):
            found = self._await(self._deployments.begin_what_if(self._group, name, body)).as_dict()
        if found.get("status") != "Succeeded":
            raise TargetError(f"what-if of {name}: {(found.get('error') or {}).get('message', found.get('status'))}")
        return list((found.get("properties") or {}).get("changes") or [])

    def _carry_out(self, name: str, body: Mapping[str, Any], progress: "_Progress") -> dict[str, Any]:
        from azure.core.exceptions import HttpResponseError

        try:
            poller = self._deployments.begin_create_or_update(self._group, name, body)
        except HttpResponseError as error:
            if error_code(error) != "DeploymentActive":
                raise
            # The answer to a first try was lost: the deployment goes on, and its end is what counts.
            self._wait_for_end(name)
            return dict(self._deployments.get(self._group, name).as_dict())
        return dict(self._await(poller, lambda: progress.tell(self._list_operations(name))).as_dict())

    def _wait_for_end(self, name: str) -> None:
        found = self.ended(name)
        if found is None or found.state != "Succeeded":
            failed = [each for each in self._list_operations(name) if each["provisioningState"] == "Failed"]
            reasons = [str((each.get("statusMessage") or {}).get("error", {}).get("message", "")) for each in failed]
            raise TargetError(f"deployment {name}: {'; '.join(reasons) or (found.state if found else 'is gone')}")

    def _await(self, poller: Any, look: Callable[[], None] = lambda: None) -> Any:
        """The result of a long operation; `look` is called every few seconds, Halted when it's called off."""
        last = time.monotonic()
        while not poller.done():
            poller.wait(min(self._connection.polling_seconds, 0.5))
            self._connection.patience.sleep(0)
            if not poller.done() and time.monotonic() - last > _SECONDS_BETWEEN_REPORTS:
                look()
                last = time.monotonic()
        return poller.result()

    def _while_active(self, write: Callable[[], Any]) -> Any:
        """What `write` gives; while the deployment it is about still goes on, it is tried again."""
        from azure.core.exceptions import HttpResponseError

        deadline, pause = time.monotonic() + _SECONDS_UNTIL_WRITABLE, 0.1
        while True:
            try:
                return write()
            except HttpResponseError as error:
                if error_code(error) != "DeploymentActive" or time.monotonic() > deadline:
                    raise
            self._connection.patience.sleep(pause)
            pause = min(2 * pause, 2.0)

    def _list_operations(self, name: str) -> Iterator[dict[str, Any]]:
        for entry in self._operations.list(self._group, name):
            yield entry.as_dict().get("properties", {})

    def _groups(self) -> Any:
        from azure.mgmt.resource.resources import ResourceManagementClient

        return self._connection.management_client(ResourceManagementClient)


class _Progress:
    """Tells of each resource of a deployment once, when it is done or has failed."""

    def __init__(self, operation: Callable[[str, str], None]) -> None:
        self._operation = operation
        self._seen: set[str] = set()

    def tell(self, operations: Iterator[dict[str, Any]]) -> None:
        """Tell of the operations that have ended, in the order in which they did."""
        for properties in sorted(operations, key=lambda each: str(each.get("timestamp", ""))):
            if properties.get("provisioningState") in ("Succeeded", "Failed", "Canceled"):
                resource = properties.get("targetResource") or {}
                self._one(str(resource.get("id", "")), str(properties["provisioningState"]))

    def conclude(self, deployment: Mapping[str, Any]) -> None:
        """Tell of what a deployment that succeeded says it deployed: no need to ask for its operations again."""
        for resource in deployment.get("outputResources") or ():
            self._one(str(resource.get("id", "")), "Succeeded")

    def _one(self, identity: str, state: str) -> None:
        if identity and identity.lower() not in self._seen:
            self._seen.add(identity.lower())
            self._operation(_type_and_name(identity), state)


def _type_and_name(identity: str) -> str:
    """`Microsoft.X/as/bs/a/b` for the id of a resource `…/providers/Microsoft.X/as/a/bs/b`."""
    namespace, *rest = identity.rpartition("/providers/")[2].split("/")
    return "/".join([namespace, *rest[::2], *rest[1::2]])


def _deployment(document: Mapping[str, Any]) -> Deployment:
    properties = document.get("properties") or {}
    note = ((properties.get("parameters") or {}).get("note") or {}).get("value")
    return Deployment(
        name=str(document.get("name")),
        state=str(properties.get("provisioningState")),
        when=_moment(str(properties.get("timestamp", ""))),
        tags=dict(document.get("tags") or {}),
        note=note if isinstance(note, dict) else None,
    )


def _moment(text: str) -> datetime:
    """A timestamp of Resource Manager, which has seven digits after the second."""
    head, _, fraction = text.rstrip("Z").partition(".")
    try:
        found = datetime.fromisoformat(f"{head}.{fraction[:6] or '0'}")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found.replace(tzinfo=UTC)


class _Clock:
    """The other side's clock, read from the Date of its answers; ours where it doesn't say."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def read(self, response: Any) -> None:
        """Called by azure-core with each answer."""
        try:
            self.now = parsedate_to_datetime(response.http_response.headers.get("Date", ""))
        except (TypeError, ValueError):
            return
