"""Run a pipeline: from its parameters to its outcome, each transition told to the caller."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from arm.errors import AdfopsError
from arm.runtime import answers
from arm.runtime.clock import InstantLoop
from arm.runtime.failures import CallersError
from arm.runtime.model import DeployedFactory, Json, PipelineRun, Services, Status, now
from arm.runtime.pipelines import scope_of
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
    cancelled: threading.Event | None,
    trigger: Mapping[str, Any] | None = None,
    succeeded: Mapping[str, Json] | None = None,
) -> PipelineRun:
    """The run of a pipeline, ended; blocks until then, in a thread that has no event loop.

    `changed` hears of every transition, its children's too, always in the calling thread and with this run. Setting
    `cancelled` stops what runs, and nothing of it goes on. A child that isn't waited for may end after the run, but
    not after this returns. What goes wrong ends the run as Failed with a message; nothing is raised but what
    `changed` raises. `trigger` is what `pipeline().TriggerName` and its like show: name, type, id, time (an ISO
    8601 text). `succeeded` are the pipeline's own activities that succeeded in an earlier run, with their outputs:
    a rerun from the failed activity takes these over.
    """
    run = PipelineRun(run_id, pipeline, dict(parameters), Status.IN_PROGRESS)
    changed(run)
    try:
        answers.check(services.answers, factory)
        _run(scope_of(factory, run, services, trigger or {}), changed, cancelled, succeeded or {})
    except CallersError as error:
        raise error.raised from None
    except AdfopsError as error:
        run.status, run.message = Status.FAILED, str(error)
    run.end = run.end or now()
    changed(run)
    return run


def _run(
    scope: Scope,
    changed: Callable[[PipelineRun], None],
    cancelled: threading.Event | None,
    succeeded: Mapping[str, Json],
) -> None:
    work = scope.services.work / scope.run.id
    work.mkdir(parents=True, exist_ok=True)
    loop = InstantLoop if scope.services.instant else None
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix=f"run-{scope.run.id}") as executor:
        scheduler = Scheduler(scope.run, changed, work, executor, answers.Answers(scope.services.answers), succeeded)
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(_until_cancelled(scheduler, scope, cancelled))


async def _until_cancelled(scheduler: Scheduler, scope: Scope, cancelled: threading.Event | None) -> None:
    """Run the pipeline, and the children that it doesn't wait for, until they end or are cancelled."""
    work = asyncio.ensure_future(scheduler.run_root(scope))
    ended = threading.Event()
    if cancelled is not None:
        loop = asyncio.get_running_loop()
        # A thread, so that watching takes none of the loop's own time, which may pass at once.
        watch = threading.Thread(target=_cancel_when, args=(cancelled, ended, loop, work), daemon=True)
        watch.start()
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await work
    finally:
        ended.set()
        if cancelled is not None:
            watch.join()


def _cancel_when(
    cancelled: threading.Event,
    ended: threading.Event,
    loop: asyncio.AbstractEventLoop,
    work: "asyncio.Future[None]",
) -> None:
    while not ended.wait(_CANCEL_POLL):
        if cancelled.is_set():
            loop.call_soon_threadsafe(work.cancel)
            return
