"""What the handler of an activity type is given: its properties, evaluated, and the run around it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from arm.runtime.failures import ActivityFailure
from arm.runtime.model import ActivityRun, Json, PipelineRun
from arm.runtime.scope import Scope

Result = TypeVar("Result")


class Runner(Protocol):
    """What runs the activities of a run, as a container or a pipeline's caller sees it."""

    async def run_inside(self, activities: Sequence[Json], scope: Scope) -> None:
        """Run a container's activities to their end. ActivityFailure if they fail as a whole."""

    def start(self, scope: Scope) -> "asyncio.Task[None]":
        """Start the pipeline of `scope` as a run of its own, beside everything else; the first run outlasts it."""

    async def outcome(self, scope: Scope, started: "asyncio.Task[None]") -> None:
        """Wait for the end of such a run; the outcome is in `scope.run`."""

    def changed(self, run: PipelineRun) -> None:
        """Tell the watcher that something of a run is different now."""


@dataclass(frozen=True)
class Call:
    """One attempt at an activity: `source` as deployed, `properties` its typeProperties evaluated.

    `work` is the run's own folder for logs and records.
    """

    source: Json
    properties: Json
    scope: Scope
    run: ActivityRun
    work: Path
    executor: Executor
    runner: Runner

    async def in_thread(self, work: Callable[[threading.Event], Result]) -> Result:
        """What `work` returns, run beside the event loop; its argument is set when it must stop.

        When the activity is cancelled or times out, this waits until `work` has stopped: nothing goes on behind a
        run that says it has ended.
        """
        stop = threading.Event()
        future = asyncio.get_running_loop().run_in_executor(self.executor, work, stop)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait([future])
            raise

    def log_begun(self, log: Path) -> None:
        """Show where a notebook logs while it runs, as Databricks' own page of a run; not if the output is secure."""
        if not self.run.secure_output:
            self.run.output = {"runPageUrl": log.as_uri()}

    def required(self, name: str) -> Any:
        """A property the activity can't do without. ActivityFailure if it isn't there."""
        if self.properties.get(name) in (None, ""):
            raise ActivityFailure("BadRequest", f"a {self.run.type} activity needs the property '{name}'")
        return self.properties[name]

    def unevaluated(self, name: str) -> Any:
        """A property that is evaluated anew each time it is asked for. ActivityFailure if it isn't there."""
        found = (self.source.get("typeProperties") or {}).get(name)
        if found in (None, ""):
            raise ActivityFailure("BadRequest", f"a {self.run.type} activity needs the property '{name}'")
        return found

    def inside(self, index: int | None = None, **changes: Any) -> Scope:
        """The scope of what is inside this container, in the item or turn of that index if it is a loop."""
        if index is None:
            path = f"{self.scope.path}{self.run.name}/"
            return self.scope.inner(path=path, container=self.run.id, **changes)
        path = f"{self.scope.path}{self.run.name}[{index}]/"
        return self.scope.inner(path=path, iteration=index, container=self.run.id, **changes)

    def inner_activities(self, name: str = "activities") -> list[Json]:
        """The activities of a container as deployed, under the property `name`; [] if there are none."""
        found: list[Json] = (self.source.get("typeProperties") or {}).get(name) or []
        return found

    def linked_service(self) -> tuple[str, Json]:
        """Name and `properties` of the linked service the activity names, its expressions evaluated."""
        reference: dict[str, Any] = self.source.get("linkedServiceName") or {}
        return linked_service(self.scope, reference)


def linked_service(scope: Scope, reference: Json, **context: Any) -> tuple[str, Json]:
    """Name and `properties` behind a linked-service reference, evaluated with its parameters in `context`."""
    name = reference.get("referenceName", "")
    properties = scope.resource("linked_services", name)
    declared = {key: entry.get("defaultValue") for key, entry in (properties.get("parameters") or {}).items()}
    given = scope.evaluate(reference.get("parameters") or {}, **context)
    evaluated: Json = scope.evaluate(properties, linkedService={**declared, **given})
    return name, evaluated


Handler = Callable[[Call], Awaitable[Json]]
