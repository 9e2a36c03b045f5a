"""Run a pipeline: from its parameters to its outcome, each transition told to the caller."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from arm.errors import AdfopsError
from arm.runtime import flow
from arm.runtime.failures import CannotRun
from arm.runtime.model import DeployedFactory, Json, PipelineRun, Services, Status, now
from arm.runtime.parameters import bind_parameters, initial_variables
from arm.runtime.schedule import Scheduler
from arm.runtime.scope import Scope

# How soon a cancellation is noticed, in seconds.
_CANCEL_POLL = 0.05
# Activities at work side by side in one run; more wait their turn. Azure's own limits are far above a laptop's.
_WORKERS = 16


def run_pipeline(
    factory: DeployedFactory,
    pipeline: str,
    parameters: Mapping[str, Any],
    *,
    run_id: str,
    services: Services,
    changed: Callable[[PipelineRun], None],
    cancelled: threading.Event,
    trigger: Mapping[str, Any] | None = None,
) -> PipelineRun:
    """The run of a pipeline, ended; blocks until then, in a thread that has no event loop.

    `changed` hears of every transition, always in the calling thread. Setting `cancelled` stops what runs, and
    nothing of it goes on. What goes wrong ends the run as Failed with a message; nothing is raised but what
    `changed` raises. `trigger` is what `@trigger()` and `pipeline().TriggerName` and its like show: name, type,
    id, time (an ISO 8601 text), outputs.
    """
    run = PipelineRun(run_id, pipeline, dict(parameters), Status.IN_PROGRESS)
    changed(run)
    try:
        failed = _run(_scope(factory, run, services, trigger or {}), changed, cancelled)
        run.status, run.message = _outcome(failed, run)
    except asyncio.CancelledError:
        run.status, run.message = Status.CANCELLED, "the run was cancelled"
    except AdfopsError as error:
        run.status, run.message = Status.FAILED, str(error)
    run.end = now()
    changed(run)
    return run


def _scope(factory: DeployedFactory, run: PipelineRun, services: Services, trigger: Mapping[str, Any]) -> Scope:
    """The pipeline's own scope, its parameters bound and its variables at their defaults."""
    run.parameters = bind_parameters(factory, run.pipeline, run.parameters)
    run.variables = initial_variables(factory.pipelines[run.pipeline])
    # https://learn.microsoft.com/azure/data-factory/control-flow-system-variables
    system = {
        "DataFactory": factory.name,
        "Pipeline": run.pipeline,
        "RunId": run.id,
        "GroupId": run.id,
        "TriggerId": trigger.get("id", ""),
        "TriggerName": trigger.get("name", "Manual"),
        "TriggerType": trigger.get("type", "Manual"),
        "TriggerTime": trigger.get("time", run.start.isoformat()),
        "TriggeredByPipelineName": None,
        "TriggeredByPipelineRunId": None,
    }
    return Scope(factory, services, run, system)


def _run(scope: Scope, changed: Callable[[PipelineRun], None], cancelled: threading.Event) -> list[str]:
    """The names of the activities that make the run a failure."""
    activities: list[Json] = scope.factory.pipelines[scope.run.pipeline].get("activities", [])
    work = scope.services.work / scope.run.id
    work.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix=f"run-{scope.run.id}") as executor:
        scheduler = Scheduler(changed, work, executor)
        try:
            statuses = asyncio.run(_until_cancelled(scheduler, activities, scope, cancelled))
        except BaseExceptionGroup as group:
            raise _first(group) from None
    return flow.failed_activities(activities, statuses)


async def _until_cancelled(
    scheduler: Scheduler, activities: list[Json], scope: Scope, cancelled: threading.Event
) -> dict[str, Status]:
    work = asyncio.ensure_future(scheduler.run_all(activities, scope))
    watch = asyncio.ensure_future(_cancel_when(cancelled, work))
    try:
        return await work
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch


async def _cancel_when(cancelled: threading.Event, work: "asyncio.Future[dict[str, Status]]") -> None:
    while not cancelled.is_set():
        await asyncio.sleep(_CANCEL_POLL)
    work.cancel()


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one exception a group is about: what this runtime can't do before anything else."""
    told, rest = group.split(CannotRun)
    found: BaseException = told or rest or group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


def _outcome(failed: list[str], run: PipelineRun) -> tuple[Status, str]:
    """The run's status and message; Azure's words for a failed activity, from its queryPipelineRuns."""
    if not failed:
        return Status.SUCCEEDED, ""
    last = {activity.name: activity for activity in run.activities}
    told = [f"Operation on target {name} failed: {last[name].error.get('message', '')}" for name in failed]
    return Status.FAILED, "; ".join(told)
