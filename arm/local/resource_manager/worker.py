"""Carries out a deployment: resource after resource, in the order of their dependencies."""

import math
import threading
import traceback
from collections.abc import Mapping
from typing import Any

from arm.armlanguage.template import TemplateResource
from arm.local.dials import DeploymentDial
from arm.local.resource_manager import records
from arm.local.resource_manager.ids import ResourceId
from arm.local.resource_manager.pace import Pace
from arm.local.resource_manager.providers import Provider
from arm.local.resource_manager.records import Requested
from arm.local.store import Store
from arm.local.wire import CloudError, phrase


class Worker:
    """One deployment. It goes on in a thread of its own, unless it is part of another: then in that one's."""

    def __init__(
        self, requested: Requested, store: Store, providers: Mapping[str, Provider], dial: DeploymentDial
    ) -> None:
        self.requested = requested
        steps = len(requested.evaluated.resources)
        self.pace = Pace(steps, dial.polls if steps else 0)
        self.thread = threading.Thread(target=self.run, name=f"deployment {requested.name}", daemon=True)
        self._store = store
        self._providers = providers
        self._dial = dial

    def run(self) -> None:
        """Carry it out, to its end; nothing is raised, the record tells how it went."""
        try:
            self._deploy()
        except Exception as error:
            traceback.print_exc()
            self._end("Failed", error={"code": "InternalServerError", "message": f"Local Azure has a bug: {error}"})
        finally:
            self.pace.over()

    def _deploy(self) -> None:
        record = self._store.get(*self.requested.key)
        properties = {**record["properties"], "provisioningState": "Running"}
        self._store.put(self.requested.key, {**record, "properties": properties})
        errors: list[Mapping[str, Any]] = []
        missing: set[str] = set()  # ids of resources that failed, or were not tried because of one that did
        done: list[str] = []
        for number, resource in enumerate(self.requested.evaluated.resources, start=1):
            self.pace.wait_for_turn(number - 1)
            if self.pace.cancelled:
                break
            if missing & set(resource.depends_on):
                missing.add(resource.id)
            elif error := self._apply(number, resource):
                errors.append(error)
                missing.add(resource.id)
            else:
                done.append(resource.id)
        self.pace.wait_for_turn(math.inf)
        self._conclude(errors, done)

    def _conclude(self, errors: list[Mapping[str, Any]], done: list[str]) -> None:
        resources = [{"id": each} for each in done]
        if self.pace.cancelled:
            self._end("Canceled", outputResources=resources)
        elif errors:
            self._end("Failed", error=records.failure(self.requested, errors), outputResources=resources)
        else:
            outputs = records.outputs(self.requested.evaluated)
            self._end("Succeeded", outputResources=resources, **({"outputs": outputs} if outputs else {}))

    def _end(self, state: str, **properties: Any) -> None:
        record = self._store.get(*self.requested.key)
        self._store.put(self.requested.key, records.ended(record, state, **properties))

    def _apply(self, number: int, resource: TemplateResource) -> Mapping[str, Any] | None:
        """Deploy one resource and keep its operation; the error if it failed."""
        operation = records.operation(self.requested, number, resource)
        key = (*self.requested.key, "operations", f"{number:05}")
        try:
            if number == self._dial.fail_at:
                raise CloudError(self._dial.status, self._dial.code, self._dial.message)
            identity = ResourceId.parse(resource.id)
            _, new = self._providers[identity.namespace.lower()].put_resource(identity, resource.body)
        except CloudError as error:
            status = {"statusCode": phrase(error.status), "statusMessage": {"error": error.error}}
            self._store.put(key, records.ended(operation, "Failed", **status))
            return error.error
        self._store.put(key, records.ended(operation, "Succeeded", statusCode="Created" if new else "OK"))
        return None
