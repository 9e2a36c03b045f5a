"""What-if: what a deployment would change, told without changing anything."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from arm.local.resource_manager.delta import delta
from arm.local.resource_manager.ids import ResourceId
from arm.local.resource_manager.providers import Provider
from arm.local.resource_manager.records import Requested

Change = dict[str, Any]
_KEPT = 20
# What is in a resource group: the ids and descriptions of its top-level resources.
Existing = Callable[[str, str], Sequence[Mapping[str, Any]]]


class WhatIf:
    """Predicts deployments; each prediction has a key to fetch it by, as the result of a long operation has."""

    def __init__(self, providers: Mapping[str, Provider], existing: Existing) -> None:
        self._providers = providers
        self._existing = existing
        self._results: dict[str, dict[str, Any]] = {}

    def begin(self, requested: Requested, *, payloads: bool) -> str:
        """Predict a deployment; the key of the result. Without `payloads` it holds ids and kinds of change only.

        https://learn.microsoft.com/rest/api/resources/deployments/what-if
        """
        changes = [*self._changes(requested), *self._ignored(requested)]
        if not payloads:
            changes = [{key: each[key] for key in ("resourceId", "changeType")} for each in changes]
        key = str(uuid.uuid4())
        for oldest in list(self._results)[: len(self._results) + 1 - _KEPT]:
            del self._results[oldest]
        self._results[key] = {"status": "Succeeded", "properties": {"changes": changes}}
        return key

    def result(self, key: str) -> dict[str, Any] | None:
        """The result of that key; None if there is none (or none any more: they don't outlive the process)."""
        return self._results.get(key)

    def _changes(self, requested: Requested) -> Iterator[Change]:
        for resource in requested.evaluated.resources:
            identity = ResourceId.parse(resource.id)
            provider = self._providers[identity.namespace.lower()]
            if nested := provider.nested(identity, resource.body):
                yield from self._changes(nested)
            else:
                yield _change(identity, resource.api_version, *provider.preview(identity, resource.body))

    def _ignored(self, requested: Requested) -> Iterator[Change]:
        """What is in the resource group and not in the template: an incremental deployment leaves it alone."""
        named = {resource.id.lower() for resource in requested.evaluated.resources}
        for existing in self._existing(requested.subscription, requested.group):
            if str(existing["id"]).lower() not in named:
                shown = {key: existing[key] for key in ("id", "name", "type", "location") if key in existing}
                yield {"resourceId": existing["id"], "changeType": "Ignore", "before": shown, "after": shown}


def _change(identity: ResourceId, version: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Change:
    """One resource's change, from what is there (None: nothing) to what would be."""
    head = {"id": str(identity), "type": identity.type, "name": identity.names[-1], "apiVersion": version}
    new = {**head, **after}
    if before is None:
        return {"resourceId": str(identity), "changeType": "Create", "after": new}
    old = {**head, **before}
    found = delta(old, new)
    change = {
        "resourceId": str(identity),
        "changeType": "Modify" if found else "NoChange",
        "before": old,
        "after": new,
    }
    return {**change, "delta": found} if found else change
