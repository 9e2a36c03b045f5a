"""Run a pipeline: from its parameters to its outcome, each transition told to the caller."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Any

from arm.errors import AdfopsError
from arm.runtime import answers
from arm.runtime.clock import InstantLoop
from arm.runtime.failures import CallersError
from arm.runtime.model import DeployedFactory, PipelineRun, Services, Status, now
from arm.runtime.pipelines import scope_of
from arm.runtime.recovery import Recovery
from arm.runtime.schedule import Scheduler
from arm.runtime.scope import Scope

# How soon a cancellation is noticed, in seconds.
_CANCEL_POLL = 0.05
# Activities at work side by side in one run; more wait their turn. Azure's own limits are far above a laptop's.
_WORKERS = 16


@dataclass(frozen=True)
class Cancellation:
    """One run, or a run that it started, is to be cancelled; `recursive`: with those that it started itself."""

    run_id: str
    recursive: bool = True


@dataclass(frozen=True)
class _Requests:
    """Where others ask to cancel: everything, or single runs."""

    everything: threading.Event | None
    single: "SimpleQueue[Cancellation] | None"

    def __bool__(self) -> bool:
        return self.everything is not None or self.single is not None


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
    recovery: Recovery | None = None,
    asked: "SimpleQueue[Cancellation] | None" = None,
) -> PipelineRun:
    """The run of a pipeline, ended; blocks until then, in a thread that has no event loop.

    `changed` hears of every transition, of the run or of a child, with that run and always in the calling thread.
    Setting `cancelled` stops all that runs, and nothing of it goes on; `asked` takes cancellations of single runs.
    A child that isn't waited for may end after the run, but not after this returns. What goes wrong ends the run as
    Failed with a message; nothing is raised but what `changed` raises. `trigger` is what `pipeline().TriggerName`
    and its like show: name, type, id, time (an ISO 8601 text) and the run's group. `recovery` makes it a rerun.
    """
    run = PipelineRun(run_id, pipeline, dict(parameters), Status.QUEUED)
    try:
        answers.check(services.answers, factory)
        scope = replace(scope_of(factory, run, services, trigger or {}), recovers=recovery is not None)
        _run(scope, changed, recovery or Recovery(), _Requests(cancelled, asked))
    except CallersError as error:
        raise error.raised from None
    except AdfopsError as error:
        run.status, run.message = Status.FAILED, str(error)
    if run.end is None:  # it wasn't even begun
        run.end = now()
        changed(run)
    return run


def _run(scope: Scope, changed: Callable[[PipelineRun], None], recovery: Recovery, requests: _Requests) -> None:
    work = scope.services.work / scope.run.id
    work.mkdir(parents=True, exist_ok=True)
    loop = InstantLoop if scope.services.instant else None
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix=f"run-{scope.run.id}") as executor:
        scheduler = Scheduler(changed, work, executor, answers.Answers(scope.services.answers), recovery)
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(_until_cancelled(scheduler, scope, requests))


async def _until_cancelled(scheduler: Scheduler, scope: Scope, requests: _Requests) -> None:
    """Run the pipeline, and the children that it doesn't wait for, until they end or are cancelled."""
    if not requests:
        await scheduler.run_first(scope)
        return
    ended, loop = threading.Event(), asyncio.get_running_loop()

    def cancel(asked: Cancellation) -> None:
        loop.call_soon_threadsafe(lambda: scheduler.cancel(asked.run_id, recursive=asked.recursive))

    # A thread, so that watching takes none of the loop's own time, which may pass at once.
    watch = threading.Thread(target=_watch, args=(requests, ended, cancel, scope.run.id), daemon=True)
    watch.start()
    try:
        await scheduler.run_first(scope)
    finally:
        ended.set()
        watch.join()


def _watch(requests: _Requests, ended: threading.Event, cancel: Callable[[Cancellation], None], first: str) -> None:
    """Hand on what is asked for, until the run has ended."""
    all_told = False
    while not ended.wait(_CANCEL_POLL):
        if requests.everything is not None and requests.everything.is_set() and not all_told:
            all_told = True
            cancel(Cancellation(first))
        try:
            while requests.single is not None:
                cancel(requests.single.get_nowait())
        except Empty:
            pass
