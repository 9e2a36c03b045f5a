"""What a pipeline run came to: the document that `invoke run` prints and writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from arm.commands.activity_places import Places
from arm.commands.watching import Watch, WatchedRun, error_of, seconds_of
from arm.settings import Environment


@dataclass(frozen=True)
class Activity:
    """An activity run: its status and error as Data Factory reports them, and how long it took.

    `inside` is the container it is directly in ("" for none), `turn` which item or turn of its loop it belongs to,
    `attempt` counts from 1, `child_run` is the id of the run that it started.
    """

    name: str
    type: str
    status: str
    seconds: float
    error: str = ""
    output: Any = None
    inside: str = ""
    turn: str = ""
    attempt: int = 1
    child_run: str = ""


@dataclass(frozen=True)
class ChildRun:
    """A run that an ExecutePipeline activity of the run, or of another child, started."""

    pipeline: str
    run_id: str
    status: str
    message: str
    seconds: float
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class RunResult:
    """A pipeline run, its activities and the runs that it started; `ok` if the pipeline succeeded.

    `rerun_of` is the run that it was one of, or empty.
    """

    environment: str
    pipeline: str
    run_id: str
    status: str
    message: str
    seconds: float
    activities: tuple[Activity, ...]
    ok: bool
    children: tuple[ChildRun, ...] = ()
    rerun_of: str = ""


@dataclass(frozen=True)
class FiredResult:
    """What a trigger started when it was fired by hand; `ok` if all of it succeeded."""

    environment: str
    trigger: str
    runs: tuple[RunResult, ...]
    ok: bool


def result(environment: Environment, watch: Watch, run: WatchedRun, rerun_of: str = "") -> RunResult:
    """What a watched run came to."""
    return RunResult(
        environment=environment.name,
        pipeline=run.pipeline,
        run_id=run.run_id,
        status=str(run.record["status"]),
        message=str(run.record.get("message") or ""),
        seconds=seconds_of(run.record),
        activities=_activities(watch, run),
        ok=run.record["status"] == "Succeeded",
        children=tuple(_children(watch, run)),
        rerun_of=rerun_of,
    )


def _children(watch: Watch, run: WatchedRun) -> Iterator[ChildRun]:
    for child in run.children:
        yield ChildRun(
            pipeline=child.pipeline,
            run_id=child.run_id,
            status=str(child.record.get("status")),
            message=str(child.record.get("message") or ""),
            seconds=seconds_of(child.record),
            activities=_activities(watch, child),
        )
        yield from _children(watch, child)


def _activities(watch: Watch, run: WatchedRun) -> tuple[Activity, ...]:
    place = watch.places(run)
    return tuple(_activity(place, entry) for entry in run.ordered())


def _activity(place: Places, entry: Any) -> Activity:
    output = entry.get("output")
    return Activity(
        name=str(entry.get("activityName")),
        type=str(entry.get("activityType")),
        status=str(entry.get("status")),
        seconds=seconds_of(entry),
        error=error_of(entry),
        output=output,
        inside=place.container(str(entry.get("activityName"))),
        turn=str(entry.get("iterationHash") or ""),
        attempt=int(entry.get("retryAttempt") or 0) + 1,
        child_run=str(output.get("pipelineRunId") or "") if isinstance(output, dict) else "",
    )
