"""Deployments of ARM templates: carried out and recorded."""

from collections.abc import Mapping
from typing import Any

from arm.armlanguage.parameters import Secrets
from arm.local.dials import DeploymentDial, Dials
from arm.local.resource_manager import records
from arm.local.resource_manager.groups import ResourceGroups
from arm.local.resource_manager.history import make_room
from arm.local.resource_manager.links import Links
from arm.local.resource_manager.nested import NestedDeployments
from arm.local.resource_manager.providers import Provider
from arm.local.resource_manager.records import ACTIVE, Requested
from arm.local.resource_manager.requests import Requests
from arm.local.resource_manager.worker import Worker
from arm.local.store import Store
from arm.local.wire import CloudError


class Deployments:
    """The deployments of all resource groups. Those that a stopped process left unfinished count as failed."""

    def __init__(
        self,
        store: Store,
        groups: ResourceGroups,
        providers: Mapping[str, Provider],
        dials: Dials,
        secrets: Secrets,
        links: Links,
    ) -> None:
        self._store = store
        self._groups = groups
        self._dials = dials
        self.providers = {**providers, "microsoft.resources": NestedDeployments(self)}
        self._requests = Requests(groups, self.providers, dials, secrets, links)
        self._workers: dict[str, Worker] = {}
        self._fail_unfinished()

    def request(self, subscription: str, group: str, name: str, body: Mapping[str, Any]) -> Requested:
        """A deployment as it is asked for, evaluated; refused with Azure's error if Azure would refuse it."""
        return self._requests.evaluated(subscription, group, name, body)

    def create(self, requested: Requested) -> tuple[dict[str, Any], bool]:
        """Begin a deployment; its record, and whether its name is new. Refused while one of that name is active."""
        with self._store.lock:
            worker, record, new = self.begin(requested, self._dials.deployment)
            # Those that have ended hold what was deployed, secrets too: they go.
            going_on = {key: each for key, each in self._workers.items() if each.thread.is_alive()}
            self._workers = {**going_on, requested.id.lower(): worker}
            worker.thread.start()
        return record, new

    def begin(self, requested: Requested, dial: DeploymentDial) -> tuple[Worker, dict[str, Any], bool]:
        """Record a deployment as accepted; who is to carry it out, its record, and whether its name is new."""
        with self._store.lock:
            old = self._store.get(*requested.key)
            if old and old["properties"]["provisioningState"] in ACTIVE:
                raise CloudError(
                    409,
                    "DeploymentActive",
                    f"Unable to edit or replace deployment '{requested.name}': previous deployment from "
                    f"'{old['properties']['timestamp']}' is still active. "
                    "Please see https://aka.ms/arm-deploy for usage details.",
                )
            make_room(self._store, requested, cleaning=self._dials.deployment.cleaning)
            self._store.delete(*requested.key)
            record = records.deployment(requested, "Accepted")
            self._store.put((*requested.key, "template"), records.exported(requested.template))
            self._store.put(requested.key, record)
        return Worker(requested, self._store, self.providers, dial), record, old is None

    def get(self, subscription: str, group: str, name: str) -> dict[str, Any]:
        """A deployment. CloudError DeploymentNotFound if there is none."""
        self._groups.get(subscription, group)
        found: dict[str, Any] | None = self._store.get("deployments", subscription, group, name)
        if found is None:
            raise CloudError(404, "DeploymentNotFound", f"Deployment '{name}' could not be found.")
        return found

    def all(self, subscription: str, group: str) -> list[dict[str, Any]]:
        """The deployments of a resource group, newest first."""
        self._groups.get(subscription, group)
        found = self._store.children("deployments", subscription, group)
        return sorted(found, key=lambda record: str(record["properties"]["timestamp"]), reverse=True)

    def operations(self, subscription: str, group: str, name: str) -> list[dict[str, Any]]:
        """A deployment's operations, the latest first."""
        self.get(subscription, group, name)
        return self._store.children("deployments", subscription, group, name, "operations")[::-1]

    def template(self, subscription: str, group: str, name: str) -> dict[str, Any]:
        """The template that was deployed, without defaults of secure parameters."""
        self.get(subscription, group, name)
        found: dict[str, Any] = self._store.get("deployments", subscription, group, name, "template") or {}
        return found

    def poll(self, subscription: str, group: str, name: str) -> dict[str, Any]:
        """A deployment, asked for by one who waits for it: with the dial for polls, this lets it go on."""
        record = self.get(subscription, group, name)
        worker = self._workers.get(str(record["id"]).lower())
        if worker:
            worker.pace.poll()
        return self.get(subscription, group, name)

    def hurry(self) -> None:
        """Let all that goes on go on by itself, whatever the dial said when it began."""
        for worker in list(self._workers.values()):
            worker.pace.hurry()

    def cancel(self, subscription: str, group: str, name: str) -> None:
        """Cancel an active deployment; what it deployed stays. CloudError if it isn't active."""
        record = self.get(subscription, group, name)
        state = record["properties"]["provisioningState"]
        worker = self._workers.get(str(record["id"]).lower())
        if state not in ACTIVE or worker is None:
            raise CloudError(
                409,
                "DeploymentCannotBeCancelled",
                f"The deployment '{name}' cannot be cancelled because it is not active, provisioning state is "
                f"'{state}'.",
            )
        worker.pace.cancel()
        worker.thread.join()

    def delete(self, subscription: str, group: str, name: str) -> None:
        """Delete a deployment's record; what it deployed stays."""
        record = self.get(subscription, group, name)
        if record["properties"]["provisioningState"] in ACTIVE:
            raise CloudError(409, "DeploymentActive", f"The deployment '{name}' is still active.")
        self._store.delete("deployments", subscription, group, name)

    def running(self) -> bool:
        """Whether any deployment is going on."""
        return any(worker.thread.is_alive() for worker in list(self._workers.values()))

    def close(self) -> None:
        """Stop what is going on, within moments."""
        for worker in list(self._workers.values()):
            worker.pace.cancel()
            worker.thread.join(timeout=5)

    def _fail_unfinished(self) -> None:
        error = {"code": "InternalServerError", "message": "Local Azure ended in the middle of this deployment."}
        for subscription in self._store.below("deployments"):
            for group in self._store.below("deployments", subscription):
                for record in self._store.children("deployments", subscription, group):
                    if record["properties"]["provisioningState"] in ACTIVE:
                        key = ("deployments", subscription, group, record["name"])
                        self._store.put(key, records.ended(record, "Failed", error=error))
