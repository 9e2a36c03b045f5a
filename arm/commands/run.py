"""`invoke run`: start a pipeline at the target and wait for it, telling each activity as it goes."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from arm import files, jsontext
from arm.commands.target import connect
from arm.errors import TargetError, UsageError
from arm.events import Event, Notify, State, ignore, step
from arm.settings import Environment, Settings, load_environment

if TYPE_CHECKING:
    from arm.cloud.connection import Connection

_ENDED = ("Succeeded", "Failed", "Cancelled")


@dataclass(frozen=True)
class Activity:
    """An activity run: its status and error as Data Factory reports them, and how long it took."""

    name: str
    type: str
    status: str
    seconds: float
    error: str = ""
    output: Any = None


@dataclass(frozen=True)
class RunResult:
    """A pipeline run and its activities; `ok` if the pipeline succeeded."""

    environment: str
    pipeline: str
    run_id: str
    status: str
    message: str
    seconds: float
    activities: tuple[Activity, ...]
    ok: bool


def run(
    settings: Settings,
    env: str | None,
    *,
    pipeline: str | None = None,
    parameters: tuple[str, ...] = (),
    notify: Notify = ignore,
) -> RunResult:
    """Run a pipeline (by default the environment's) and write `build/<env>/run.json`.

    UsageError if none is named anywhere; TargetError if the target fails or the run outlasts the time-out.
    """
    environment = load_environment(settings, env)
    given = {**environment.run.parameters, **_parse(parameters)}
    name = pipeline or environment.run.name
    if not name:
        raise UsageError("which pipeline? --pipeline is missing", hint='or set "run": {"pipeline": …}')
    connection = connect(settings, environment, notify)
    result = run_pipeline(connection, environment, name, given, notify)
    files.write_text(settings.out(environment.name) / "run.json", jsontext.dumps_pretty(asdict(result)))
    return result


def _parse(parameters: tuple[str, ...]) -> dict[str, Any]:
    """`K=V` arguments; a value that is JSON is taken as such, any other as text."""
    given = {}
    for text in parameters:
        key, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--parameter {key}: no value", hint="write --parameter NAME=VALUE")
        try:
            given[key] = json.loads(value)
        except ValueError:
            given[key] = value
    return given


def run_pipeline(
    connection: "Connection", environment: Environment, pipeline: str, parameters: Mapping[str, Any], notify: Notify
) -> RunResult:
    """Start a pipeline and wait until it ends; events tell each activity that starts and ends."""
    from arm.cloud.data_factory import DataFactory

    factory = DataFactory(connection)
    with step(notify, f"pipeline {pipeline}", environment.target.factory_name) as outcome:
        run_id = factory.start_run(pipeline, parameters)
        deadline = time.monotonic() + environment.run.timeout
        told: dict[str, str] = {}
        while True:
            found = factory.run(run_id)
            activities = factory.activity_runs(run_id)
            _tell(activities, told, notify)
            if found["status"] in _ENDED:
                result = _result(environment, pipeline, run_id, found, activities)
                if not result.ok:
                    outcome.fail(result.status)
                return result
            if time.monotonic() > deadline:
                minutes = environment.run.timeout / 60
                hint = f"it goes on; raise run.timeoutMinutes for {environment.name}"
                raise TargetError(f"pipeline run {run_id} has not ended after {minutes:g} minutes", hint=hint)
            time.sleep(connection.polling_seconds)


def _tell(activities: list[dict[str, Any]], told: dict[str, str], notify: Notify) -> None:
    """Report what changed since the last look."""
    for entry in activities:
        key, status = str(entry.get("activityRunId")), str(entry.get("status"))
        if told.get(key) == status:
            continue
        told[key] = status
        states = {"Succeeded": State.SUCCEEDED, "Failed": State.FAILED, "Cancelled": State.FAILED}
        state = states.get(status, State.SKIPPED if status == "Skipped" else State.STARTED)
        seconds = _seconds(entry) if status in states else None
        notify(Event(state, f"activity {entry.get('activityName')}", _error(entry), seconds))


def _result(
    environment: Environment, pipeline: str, run_id: str, found: Mapping[str, Any], activities: list[dict[str, Any]]
) -> RunResult:
    rows = [
        Activity(
            name=str(entry.get("activityName")),
            type=str(entry.get("activityType")),
            status=str(entry.get("status")),
            seconds=_seconds(entry),
            error=_error(entry),
            output=entry.get("output"),
        )
        for entry in activities
    ]
    return RunResult(
        environment=environment.name,
        pipeline=pipeline,
        run_id=run_id,
        status=str(found["status"]),
        message=str(found.get("message") or ""),
        seconds=_seconds(found),
        activities=tuple(rows),
        ok=found["status"] == "Succeeded",
    )


def _error(entry: Mapping[str, Any]) -> str:
    return str((entry.get("error") or {}).get("message") or "")


def _seconds(entry: Mapping[str, Any]) -> float:
    return float(entry.get("durationInMs") or 0) / 1000
