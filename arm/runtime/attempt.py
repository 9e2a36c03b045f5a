"""One attempt at an activity: begun, handled in time, ended, and told each time."""

import asyncio
import traceback
import uuid
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Protocol

from arm.errors import AdfopsError, ExpressionError
from arm.runtime.activities import ActivityType, find, known_types
from arm.runtime.answers import Answers
from arm.runtime.call import Call, Runner
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import ActivityRun, Json, Status, now, written
from arm.runtime.policy import Policy, evaluated_part
from arm.runtime.recovery import Earlier
from arm.runtime.scope import Scope
from arm.runtime.values import written_timespan

_MASK = "**********"
# What Monitor shows in place of a secure output ("SecureOutput" is seen in Microsoft's own labs) and input.
_SECURE_INPUT, _SECURE_OUTPUT = {"SecureInput": _MASK}, {"SecureOutput": _MASK}


class Surroundings(Runner, Protocol):
    """What an attempt needs of whoever schedules it."""

    @property
    def work(self) -> Path: ...  # noqa: D102
    @property
    def executor(self) -> Executor: ...  # noqa: D102
    @property
    def answers(self) -> Answers: ...  # noqa: D102


class Attempt:
    """One attempt at an activity of a scope; `number` counts the ones before it."""

    def __init__(self, around: Surroundings, activity: Json, scope: Scope, number: int = 0) -> None:
        self._around = around
        self._activity = activity
        self._scope = scope
        self._entry = ActivityRun(
            id=str(uuid.uuid4()),
            name=activity["name"],
            type=activity["type"],
            status=Status.QUEUED,
            start=now(),
            linked_service=(activity.get("linkedServiceName") or {}).get("referenceName", ""),
            retry_attempt=number or None,
            iteration=scope.iteration,
            container=scope.container,
            path=scope.path + activity["name"],
        )
        scope.run.activities.append(self._entry)
        around.changed(scope.run)

    def skip(self) -> Status:
        """End without having run, because what it depends on ended otherwise."""
        self._end(Status.SKIPPED)
        return Status.SKIPPED

    def inactive(self, marked: Status) -> Status:
        """End without having run, shown as Inactive; branches see the status that it is marked with, and no error."""
        self._end(Status.INACTIVE)
        self._scope.outputs[self._entry.name] = {"output": {}, "status": str(marked)}
        return marked

    def taken_over(self, earlier: Earlier) -> Status:
        """End as in the earlier run, with what it gave back there."""
        self._entry.output, self._entry.error = earlier.output, dict(earlier.error)
        self._end(earlier.status, earlier.output)
        return earlier.status

    def refused(self, error: CannotRun) -> None:
        """End as what can't be run here."""
        self._fail("CannotRun", str(error))
        self._end(Status.FAILED)

    async def run(self, rules: Policy) -> Status:
        """How it ended; its output and error go into the run and into what expressions see."""
        self._entry.secure_input, self._entry.secure_output = rules.secure_input, rules.secure_output
        try:
            output = await self._handle_in_time(rules)
        except asyncio.CancelledError:
            self._end(Status.CANCELLED)
            raise
        except CannotRun as error:
            self.refused(error)
            raise
        except Exception as error:
            self._tell(error)
            output = error.output if isinstance(error, ActivityFailure) else {}
        self._entry.output = _SECURE_OUTPUT if rules.secure_output else output
        status = Status.FAILED if self._entry.error else Status.SUCCEEDED
        self._end(status, output)
        return status

    async def _handle_in_time(self, rules: Policy) -> Json:
        try:
            async with asyncio.timeout(rules.timeout) as clock:
                return await self._handle(rules)
        except TimeoutError:
            if not clock.expired():
                raise
            told = f"the activity ran longer than its timeout, {rules.timeout:g} s"
            raise ActivityFailure("ActivityTimeout", told) from None

    async def _handle(self, rules: Policy) -> Json:
        kind = self._kind()
        properties = self._scope.evaluate(evaluated_part(self._activity))
        entry = self._entry
        entry.user_properties = _user_properties(self._scope.evaluate(self._activity.get("userProperties") or []))
        entry.input = _SECURE_INPUT if rules.secure_input else masked(properties)
        entry.datasets = {} if rules.secure_input else self._datasets()
        entry.status = Status.IN_PROGRESS
        self._around.changed(self._scope.run)
        if kind is None:
            return self._around.answers.take(self._scope.run.pipeline, entry.name, properties)
        around = self._around
        return await kind.run(
            Call(self._activity, properties, self._scope, entry, around.work, around.executor, around)
        )

    def _kind(self) -> ActivityType | None:
        """What runs it; None if an answer stands for it. CannotRun if neither does."""
        entry, services = self._entry, self._scope.services
        if self._around.answers.has(self._scope.run.pipeline, entry.name):
            return None
        kind = find(entry.type)
        if kind is None:
            raise CannotRun(
                f"activity '{entry.name}' is of type {entry.type}, which can't be run here",
                hint=f"give it an answer, or use what can: {', '.join(known_types())}",
            )
        if services.only_answers and kind.answered == "must":
            raise CannotRun(f"activity '{entry.name}' ({entry.type}) was reached and has no answer")
        return kind

    def _datasets(self) -> Json:
        """The dataset references of the activity, parameters evaluated: what it reads and writes."""
        return {
            key: self._scope.evaluate(self._activity[key]) for key in ("inputs", "outputs") if self._activity.get(key)
        }

    def _tell(self, error: Exception) -> None:
        """Note an error as Azure shows it; one that nobody foresaw leaves its traceback in a file."""
        match error:
            case ActivityFailure():
                self._fail(error.code, str(error), error.blame)
            case ExpressionError():
                self._fail("InvalidTemplate", str(error))
            case AdfopsError():
                self._fail("UserError", str(error))
            case _:
                self._fail("InternalError", self._crash(error), "SystemError")

    def _fail(self, code: str, message: str, blame: str = "UserError") -> None:
        error = {"errorCode": code, "message": message, "failureType": blame, "target": self._entry.name}
        self._entry.error = error

    def _crash(self, error: Exception) -> str:
        """One line for an error nobody foresaw; its traceback goes into the run's folder."""
        log = self._around.work / f"crash-{self._entry.id}.log"
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        return f"the runtime itself failed: {type(error).__name__}: {error} (see {log})"

    def _end(self, status: Status, output: Json | None = None) -> None:
        entry = self._entry
        entry.status, entry.end = status, now()
        self._scope.outputs[entry.name] = {
            "output": output or {},
            "status": str(status),
            "error": entry.error,
            "executionStartTime": written(entry.start),
            "executionEndTime": written(entry.end),
            "duration": written_timespan(entry.end - entry.start),
        }
        self._around.changed(self._scope.run)


def masked(value: Any) -> Any:
    """A value without what secure strings in it hold."""
    if isinstance(value, dict):
        if value.get("type") == "SecureString" and "value" in value:
            return {**value, "value": _MASK}
        return {key: masked(each) for key, each in value.items()}
    return [masked(each) for each in value] if isinstance(value, list) else value


def _user_properties(entries: Any) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in entries}
