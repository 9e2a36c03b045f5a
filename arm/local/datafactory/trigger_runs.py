"""Triggers that are fired by hand: nothing fires here by itself."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from arm.local import times
from arm.local.datafactory.factories import Factories, Where
from arm.local.datafactory.kinds import TRIGGERS
from arm.local.datafactory.resources import Resources
from arm.local.datafactory.runs import Runs
from arm.local.store import Store
from arm.local.wire import CloudError


class TriggerRuns:
    """The trigger runs of all factories."""

    def __init__(self, store: Store, factories: Factories, resources: Resources, runs: Runs) -> None:
        self._store = store
        self._factories = factories
        self._resources = resources
        self._runs = runs

    def all(self, where: Where) -> list[dict[str, Any]]:
        """The trigger runs of a factory, as `Trigger Runs - Query By Factory` describes them, the latest first."""
        self._factories.get(where)
        found = self._store.children("triggerruns", *where)
        return sorted(found, key=lambda each: str(each["triggerRunTimestamp"]), reverse=True)

    def fire(self, where: Where, name: str, outputs: Mapping[str, Any]) -> dict[str, Any]:
        """Fire a trigger for what `outputs` say (by default a tumbling window's last window); its run.

        CloudError if it can't fire; a pipeline that can't be started makes the trigger run a failed one.
        """
        from arm.errors import AdfopsError
        from arm.runtime import Start, starts

        trigger = self._resources.get(where, TRIGGERS, name)
        moment, run_id = datetime.now(UTC), f"{secrets.token_hex(16).upper()}LOCAL"
        try:
            found: list[Start] = starts(trigger["name"], trigger["properties"], moment, outputs)
        except AdfopsError as error:
            raise CloudError(400, "BadRequest", str(error)) from None
        started: dict[str, str] = {}
        problems = []
        for start in found:
            try:
                by = {**start.trigger, "id": run_id}
                started[start.pipeline] = self._runs.create(where, start.pipeline, start.parameters, trigger=by)
            except CloudError as error:
                problems.append(str(error))
        record = _record(trigger, run_id, moment, started, "; ".join(problems))
        self._store.put(("triggerruns", *where, run_id), record)
        return record


def _record(
    trigger: Mapping[str, Any], run_id: str, moment: datetime, started: Mapping[str, str], message: str
) -> dict[str, Any]:
    """A trigger run: https://learn.microsoft.com/rest/api/datafactory/trigger-runs/query-by-factory."""
    when = times.stamp(moment)
    return {
        "triggerName": trigger["name"],
        "triggerRunId": run_id,
        "triggerType": trigger["properties"]["type"],
        "triggerRunTimestamp": when,
        "status": "Failed" if message else "Succeeded",
        "message": message or None,
        "properties": {"TriggerTime": when, "ScheduleTime": when},
        "triggeredPipelines": dict(started),
        "runDimension": {},
        "dependencyStatus": {},
    }
