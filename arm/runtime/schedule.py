"""Schedule activities on one event loop: each waits for what it depends on, then is tried until it ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from arm.errors import AdfopsError
from arm.runtime import flow, pipelines, policy
from arm.runtime.answers import Answers
from arm.runtime.attempt import Attempt
from arm.runtime.failures import ActivityFailure, CallersError, CannotRun, one_error
from arm.runtime.model import Json, PipelineRun, Status, now
from arm.runtime.recovery import Recovery
from arm.runtime.scope import Scope

_WAS_CANCELLED = "the run was cancelled"


@dataclass
class _Turn:
    """A list of activities on its way: how each ended, and which keep what they came to in an earlier run."""

    ended: Mapping[str, "asyncio.Future[Status]"]
    kept: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Scheduler:
    """Runs lists of activities for one run and its children; it is the `Runner` that handlers are given.

    `watch` is told of every transition, in the loop's thread; `recovery` is as in `run_pipeline`.
    """

    watch: Callable[[PipelineRun], None]
    work: Path
    executor: Executor
    answers: Answers
    recovery: Recovery
    _runs: dict[str, tuple[PipelineRun, "asyncio.Task[None]"]] = field(default_factory=dict)
    _let_go: set[str] = field(default_factory=set)

    def changed(self, run: PipelineRun) -> None:
        """Tell the watcher that something of a run is different now. CallersError with what it raises."""
        try:
            self.watch(run)
        except Exception as error:
            raise CallersError(error) from None

    async def run_first(self, scope: Scope) -> None:
        """Run the caller's pipeline, then let the children end that nobody waits for.

        CannotRun if the pipeline reached something that can't be done; its children are cancelled then.
        """
        first = self.start(scope)
        try:
            while going_on := [task for _, task in self._runs.values() if not task.done()]:
                await asyncio.wait(going_on, return_when=asyncio.FIRST_EXCEPTION)
                if self._error_of(first):
                    break
        finally:
            for _, task in self._runs.values():
                task.cancel()
            await asyncio.wait([task for _, task in self._runs.values()])
        if error := self._error_of(first):
            raise error

    def _error_of(self, first: "asyncio.Task[None]") -> BaseException | None:
        """What the watcher raised anywhere, or what the first run couldn't do; a child's own run tells its own."""
        for _, task in self._runs.values():
            error = task.exception() if task.done() and not task.cancelled() else None
            if error is not None and (task is first or not isinstance(error, AdfopsError)):
                return error
        return None

    def start(self, scope: Scope) -> "asyncio.Task[None]":
        """Start the pipeline of `scope` as a run of its own, beside everything else; a child is told of at once."""
        if scope.run.caller is not None:
            self.changed(scope.run)  # before its caller's activity names it
        task = asyncio.ensure_future(self._run_pipeline(scope))
        task.add_done_callback(lambda task: self._end_unbegun(scope.run))
        self._runs[scope.run.id] = (scope.run, task)
        return task

    def _end_unbegun(self, run: PipelineRun) -> None:
        """A run that was cancelled before its first step had no chance to end itself."""
        if run.end is None:
            run.status, run.message, run.end = Status.CANCELLED, _WAS_CANCELLED, now()
            self.changed(run)

    async def outcome(self, scope: Scope, started: "asyncio.Task[None]") -> None:
        """Wait for the end of a child. CannotRun if it reached something that can't be done.

        Whoever is cancelled while waiting takes the child along, unless the caller alone was to be cancelled.
        """
        try:
            await asyncio.wait([started])
        except asyncio.CancelledError:
            caller = scope.run.caller
            if caller is None or caller.id not in self._let_go:
                self.cancel(scope.run.id)
                await asyncio.wait([started])
            raise
        if not started.cancelled():
            started.result()

    def cancel(self, run_id: str, *, recursive: bool = True) -> None:
        """Cancel a run, and with `recursive` those that it started; nothing happens to one that has ended."""
        if run_id not in self._runs:
            return
        run, task = self._runs[run_id]
        if not recursive:
            self._let_go.add(run_id)
        task.cancel()
        for child in run.children if recursive else ():
            self.cancel(child.id)

    async def _run_pipeline(self, scope: Scope) -> None:
        """Run a pipeline to its end; its run tells the outcome. CannotRun and a cancellation are raised, too."""
        run, activities = scope.run, pipelines.activities_of(scope)
        try:
            async with self._its_turn(scope):
                run.status = Status.IN_PROGRESS
                self.changed(run)
                try:
                    pipelines.settle(scope, activities, await self._run_all(activities, scope))
                finally:
                    run.end = now()  # before the next one has its turn
        except asyncio.CancelledError:
            run.status, run.message = Status.CANCELLED, _WAS_CANCELLED
            raise
        except AdfopsError as error:
            run.status, run.message = Status.FAILED, str(error)
            raise
        finally:
            run.end = run.end or now()
            self.changed(run)

    @contextlib.asynccontextmanager
    async def _its_turn(self, scope: Scope) -> AsyncIterator[None]:
        """Wait, as Queued, until the pipeline's concurrency lets the run go on."""
        limit, turns = pipelines.concurrency(scope), scope.services.turns
        if limit is None:
            yield
            return
        if not turns.is_free(scope.run.pipeline, limit):
            scope.run.status = Status.QUEUED
            self.changed(scope.run)
        async with turns.turn(scope.run.pipeline, limit):
            yield

    async def run_inside(self, activities: Sequence[Json], scope: Scope) -> None:
        """Run a container's activities to their end; they fail as a whole by the rule for pipelines.

        Azure's words, without a page of their own: `Activity failed because an inner activity failed; Inner
        activity name: …, Error: …`.
        """
        statuses = await self._run_all(activities, scope)
        if failed := flow.failed_activities(activities, statuses):
            raise ActivityFailure(
                "ActionFailed",
                "Activity failed because an inner activity failed; "
                f"Inner activity name: {failed[0]}, Error: {pipelines.failure(scope, failed[0])}",
            )

    async def _run_all(self, activities: Sequence[Json], scope: Scope) -> dict[str, Status]:
        """How each activity of a list ended, by name. CannotRun stops all of them."""
        flow.check(activities)
        loop = asyncio.get_running_loop()
        turn = _Turn({activity["name"]: loop.create_future() for activity in activities})
        with one_error():
            async with asyncio.TaskGroup() as group:
                for activity in activities:
                    group.create_task(self._run_in_turn(activity, turn, scope))
        return {name: future.result() for name, future in turn.ended.items()}

    async def _run_in_turn(self, activity: Json, turn: _Turn, scope: Scope) -> None:
        # Shielded: a waiter that is cancelled must not cancel the future others set and read.
        before = {name: await asyncio.shield(turn.ended[name]) for name in flow.dependencies(activity)}
        name, path = activity["name"], scope.path + activity["name"]
        recovers = scope.recovers and before.keys() <= turn.kept and path != self.recovery.start
        if recovers and self.recovery.keeps(path):
            turn.kept.add(name)
        turn.ended[name].set_result(await self._ended(activity, before, replace(scope, recovers=recovers)))

    async def _ended(self, activity: Json, before: Mapping[str, Status], scope: Scope) -> Status:
        """How an activity ended whose dependencies have ended."""
        if not flow.may_start(activity, before):
            return Attempt(self, activity, scope).skip()
        if activity.get("state") == "Inactive":
            return Attempt(self, activity, scope).inactive(flow.inactive_mark(activity))
        path = scope.path + activity["name"]
        keeps = scope.recovers and self.recovery.keeps(path)
        if keeps and (earlier := self.recovery.taken_over(path, activity["type"])):
            return Attempt(self, activity, scope).taken_over(earlier)
        return await self._try_until_ended(activity, scope)

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
