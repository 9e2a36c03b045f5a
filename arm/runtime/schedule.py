"""Schedule activities on one event loop: each waits for what it depends on, then is tried until it ends."""

import asyncio
from collections import ChainMap
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arm.errors import AdfopsError
from arm.runtime import flow, pipelines, policy
from arm.runtime.answers import Answers
from arm.runtime.attempt import Attempt
from arm.runtime.failures import ActivityFailure, CallersError, CannotRun, one_error
from arm.runtime.model import Json, PipelineRun, Status, now
from arm.runtime.scope import Scope

_VARIABLES = ("SetVariable", "AppendVariable")


@dataclass(frozen=True)
class Scheduler:
    """Runs lists of activities for one run and its children; it is the `Runner` that handlers are given.

    `watch` is told of every transition, in the loop's thread; `succeeded` is as in `run_pipeline`.
    """

    root: PipelineRun
    watch: Callable[[PipelineRun], None]
    work: Path
    executor: Executor
    answers: Answers
    succeeded: Mapping[str, Json]
    _background: list["asyncio.Task[None]"] = field(default_factory=list)

    def changed(self) -> None:
        """Tell the watcher that something of the run is different now. CallersError with what it raises."""
        try:
            self.watch(self.root)
        except Exception as error:
            raise CallersError(error) from None

    async def run_root(self, scope: Scope) -> None:
        """Run the caller's pipeline, then let the children end that nobody waits for."""
        try:
            await self.run_pipeline(scope)
            await asyncio.gather(*self._background)
        finally:
            for task in self._background:
                task.cancel()
            await asyncio.gather(*self._background, return_exceptions=True)

    async def run_pipeline(self, scope: Scope) -> None:
        """Run a pipeline to its end; its run tells the outcome. CannotRun and a cancellation are raised, too."""
        run, activities = scope.run, pipelines.activities_of(scope)
        try:
            pipelines.settle(scope, activities, await self._run_all(activities, scope))
        except asyncio.CancelledError:
            run.status, run.message = Status.CANCELLED, "the run was cancelled"
            raise
        except AdfopsError as error:
            run.status, run.message = Status.FAILED, str(error)
            raise
        finally:
            run.end = now()
        if run is not self.root or self._background:
            self.changed()

    async def run_inside(self, activities: Sequence[Json], scope: Scope) -> None:
        """Run a container's activities to their end; they fail as a whole by the rule for pipelines.

        Azure's words, without a page of their own: `Activity failed because an inner activity failed; Inner
        activity name: …, Error: …`.
        """
        statuses = await self._run_all(activities, scope)
        if failed := flow.failed_activities(activities, statuses):
            message = scope.outputs[failed[0]]["error"].get("message", "")
            raise ActivityFailure(
                "ActionFailed",
                "Activity failed because an inner activity failed; "
                f"Inner activity name: {failed[0]}, Error: {message}",
            )

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Let a child go on beside everything else; `run_root` waits for it."""
        self._background.append(asyncio.ensure_future(work))

    async def _run_all(self, activities: Sequence[Json], scope: Scope) -> dict[str, Status]:
        """How each activity of a list ended, by name. CannotRun stops all of them."""
        flow.check(activities)
        loop = asyncio.get_running_loop()
        ended: dict[str, asyncio.Future[Status]] = {activity["name"]: loop.create_future() for activity in activities}
        with one_error():
            async with asyncio.TaskGroup() as group:
                for activity in activities:
                    group.create_task(self._run_in_turn(activity, ended, scope))
        return {name: future.result() for name, future in ended.items()}

    async def _run_in_turn(self, activity: Json, ended: dict[str, "asyncio.Future[Status]"], scope: Scope) -> None:
        # Shielded: a waiter that is cancelled must not cancel the future others set and read.
        before = {name: await asyncio.shield(ended[name]) for name in flow.dependencies(activity)}
        if not flow.may_start(activity, before):
            status = Attempt(self, activity, scope).not_run(Status.SKIPPED)
        elif activity.get("state") == "Inactive":
            # https://learn.microsoft.com/azure/data-factory/deactivate-activity
            marked = Status(activity.get("onInactiveMarkAs") or "Succeeded")
            status = Attempt(self, activity, scope).not_run(marked)
        elif self._is_taken_over(activity, scope):
            status = Attempt(self, activity, scope).taken_over(self.succeeded[activity["name"]])
        else:
            status = await self._try_until_ended(activity, scope)
        ended[activity["name"]].set_result(status)

    def _is_taken_over(self, activity: Json, scope: Scope) -> bool:
        """Whether an activity needn't run again; variables are always set again, for they aren't kept."""
        own = scope.run is self.root and scope.iteration is None and not isinstance(scope.outputs, ChainMap)
        return own and activity["name"] in self.succeeded and activity["type"] not in _VARIABLES

    async def _try_until_ended(self, activity: Json, scope: Scope) -> Status:
        try:
            rules = policy.read(activity, scope.evaluate(activity.get("policy") or {}))
        except CannotRun as error:
            Attempt(self, activity, scope).refused(error)
            raise
        for number in range(rules.retries + 1):
            if number:
                await asyncio.sleep(rules.retry_interval)
            status = await Attempt(self, activity, scope, number).run(rules)
            if status is Status.SUCCEEDED:
                break
        return status
