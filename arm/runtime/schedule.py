"""Schedule activities on one event loop: each waits for what it depends on, then is tried until it ends."""

import asyncio
import traceback
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from arm.errors import AdfopsError, ExpressionError
from arm.runtime import flow, policy
from arm.runtime.activities import handler_for, known_types
from arm.runtime.call import Call
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import ActivityRun, Json, PipelineRun, Status, now
from arm.runtime.scope import Scope


@dataclass(frozen=True)
class Scheduler:
    """Runs lists of activities for one pipeline run, telling `changed` of every transition in the loop's thread."""

    changed: Callable[[PipelineRun], None]
    work: Path
    executor: Executor

    async def run_all(self, activities: Sequence[Json], scope: Scope) -> dict[str, Status]:
        """How each activity of a list ended, by name. CannotRun stops all of them and comes in a group."""
        flow.check(activities)
        loop = asyncio.get_running_loop()
        ended: dict[str, asyncio.Future[Status]] = {activity["name"]: loop.create_future() for activity in activities}
        async with asyncio.TaskGroup() as group:
            for activity in activities:
                group.create_task(self._run_in_turn(activity, ended, scope))
        return {name: future.result() for name, future in ended.items()}

    async def _run_in_turn(self, activity: Json, ended: dict[str, "asyncio.Future[Status]"], scope: Scope) -> None:
        # Shielded: a waiter that is cancelled must not cancel the future others set and read.
        before = {name: await asyncio.shield(ended[name]) for name in flow.dependencies(activity)}
        if not flow.may_start(activity, before):
            status = self._not_run(activity, scope, Status.SKIPPED)
        elif activity.get("state") == "Inactive":
            # https://learn.microsoft.com/azure/data-factory/deactivate-activity
            status = self._not_run(activity, scope, Status(activity.get("onInactiveMarkAs", "Succeeded")))
        else:
            status = await self._try_until_ended(activity, scope)
        ended[activity["name"]].set_result(status)

    def _not_run(self, activity: Json, scope: Scope, status: Status) -> Status:
        run = self._begin(activity, scope, attempt=0)
        if status is Status.FAILED:
            run.error = _error(run, "Inactive", "it is inactive and marked as failed")
        self._end(run, scope, status)
        return status

    async def _try_until_ended(self, activity: Json, scope: Scope) -> Status:
        rules = policy.read(activity, scope.evaluate(activity.get("policy", {})))
        for attempt in range(rules.retries + 1):
            if attempt:
                await asyncio.sleep(rules.retry_interval)
            run = self._begin(activity, scope, attempt)
            status = await self._try(activity, rules, scope, run)
            if status is Status.SUCCEEDED:
                break
        return status

    async def _try(self, activity: Json, rules: policy.Policy, scope: Scope, run: ActivityRun) -> Status:
        """How one attempt ended; its output and error go into `run` and into what expressions see."""
        try:
            output = await self._handle_in_time(activity, rules, scope, run)
        except asyncio.CancelledError:
            self._end(run, scope, Status.CANCELLED)
            raise
        except CannotRun as error:
            run.error = _error(run, "CannotRun", str(error))
            self._end(run, scope, Status.FAILED)
            raise
        except Exception as error:
            run.error = self._told(run, error)
            output = error.output if isinstance(error, ActivityFailure) else {}
        run.output = {} if rules.secure_output else output
        status = Status.FAILED if run.error else Status.SUCCEEDED
        self._end(run, scope, status, output)
        return status

    def _told(self, run: ActivityRun, error: Exception) -> dict[str, str]:
        """The error of an attempt, as Azure shows it; one that nobody foresaw leaves its traceback in a file."""
        match error:
            case ActivityFailure():
                return _error(run, error.code, str(error), error.blame)
            case ExpressionError():
                return _error(run, "InvalidTemplate", str(error))
            case AdfopsError():
                return _error(run, "UserError", str(error))
            case _:
                return _error(run, "InternalError", self._crash(run, error), "SystemError")

    async def _handle_in_time(self, activity: Json, rules: policy.Policy, scope: Scope, run: ActivityRun) -> Json:
        try:
            async with asyncio.timeout(rules.timeout) as clock:
                return await self._handle(activity, rules, scope, run)
        except TimeoutError:
            if not clock.expired():
                raise
            told = f"the activity ran longer than its timeout, {rules.timeout:g} s"
            raise ActivityFailure("ActivityTimeout", told) from None

    async def _handle(self, activity: Json, rules: policy.Policy, scope: Scope, run: ActivityRun) -> Json:
        handler = handler_for(activity["type"])
        if handler is None:
            raise CannotRun(
                f"activity '{run.name}' is of type {run.type}, which can't be run here",
                hint=f"these can: {', '.join(known_types())}",
            )
        properties = scope.evaluate(policy.evaluated_part(activity))
        run.input = {} if rules.secure_input else properties
        run.status = Status.IN_PROGRESS
        self.changed(scope.run)
        return await handler(Call(activity, properties, scope, run, self.work, self.executor))

    def _begin(self, activity: Json, scope: Scope, attempt: int) -> ActivityRun:
        run = ActivityRun(
            id=str(uuid.uuid4()),
            name=activity["name"],
            type=activity["type"],
            status=Status.QUEUED,
            start=now(),
            linked_service=activity.get("linkedServiceName", {}).get("referenceName", ""),
            user_properties={entry["name"]: entry["value"] for entry in activity.get("userProperties", [])},
            retry_attempt=attempt or None,
            iteration=scope.iteration,
        )
        scope.run.activities.append(run)
        self.changed(scope.run)
        return run

    def _end(self, run: ActivityRun, scope: Scope, status: Status, output: Json | None = None) -> None:
        run.status, run.end = status, now()
        scope.outputs[run.name] = {"output": output or {}, "status": str(status), "error": run.error}
        self.changed(scope.run)

    def _crash(self, run: ActivityRun, error: Exception) -> str:
        """One line for an error nobody foresaw; its traceback goes into the run's folder."""
        log = self.work / f"crash-{run.id}.log"
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        return f"the runtime itself failed: {type(error).__name__}: {error} (see {log})"


def _error(run: ActivityRun, code: str, message: str, blame: str = "UserError") -> dict[str, str]:
    return {"errorCode": code, "message": message, "failureType": blame, "target": run.name}
