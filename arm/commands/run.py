"""`invoke run`: start a pipeline at the target, by itself, by a trigger or again, and watch it until it has ended."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from arm import files, jsontext
from arm.commands.run_result import FiredResult, RunResult, result
from arm.commands.target import connect
from arm.commands.watching import Watch
from arm.errors import TargetError, UsageError, did_you_mean
from arm.events import Event, Notify, State, ignore
from arm.settings import Environment, Settings, load_environment

if TYPE_CHECKING:
    from arm.cloud.connection import Connection
    from arm.cloud.data_factory import DataFactory


@dataclass(frozen=True)
class Wanted:
    """What is to be run, as the options say it; see the task's help. Of the first group one at most is given."""

    pipeline: str | None = None
    trigger: str | None = None
    rerun: str | None = None
    watch: str | None = None
    cancel: str | None = None
    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    from_failed: bool = False
    from_activity: str | None = None

    def check(self) -> None:
        """UsageError for options that don't go together."""
        ways = [name for name in ("pipeline", "trigger", "rerun", "watch", "cancel") if getattr(self, name)]
        if len(ways) > 1:
            raise UsageError(f"--{ways[0]} and --{ways[1]} are different things to do", hint="give one of them")
        if (self.from_failed or self.from_activity) and not self.rerun:
            raise UsageError("only a rerun starts in the middle", hint="say of which run: --rerun RUNID, or last")
        if self.from_failed and self.from_activity:
            raise UsageError("--from-failed and --from-activity are two places to start from")
        if self.outputs and not self.trigger:
            raise UsageError("--output says what a trigger fires for", hint="say which: --trigger NAME")
        if self.parameters and (self.trigger or self.watch or self.cancel):
            raise UsageError("--parameter goes with a pipeline or a rerun only")


def run(
    settings: Settings, env: str | None, wanted: Wanted | None = None, *, notify: Notify = ignore
) -> RunResult | FiredResult:
    """Run what is wanted (by default the environment's pipeline) and write `build/<env>/run.json`.

    UsageError if no pipeline is named anywhere, or for options that don't go together; TargetError if the target
    fails or the run outlasts the time-out.
    """
    wanted = wanted or Wanted()
    wanted.check()
    environment = load_environment(settings, env)
    connection = connect(settings, environment, notify)
    found = _run(settings, connection, environment, wanted, notify)
    files.write_text(settings.out(environment.name) / "run.json", jsontext.dumps_pretty(asdict(found)))
    return found


def _run(
    settings: Settings, connection: "Connection", environment: Environment, wanted: Wanted, notify: Notify
) -> RunResult | FiredResult:
    from arm.cloud.data_factory import DataFactory

    factory = DataFactory(connection)
    if wanted.watch or wanted.cancel:
        return _look(factory, connection, environment, wanted, notify)
    if wanted.trigger:
        prepare(connection, environment)
        return _fire(factory, connection, environment, wanted, notify)
    if wanted.rerun:
        prepare(connection, environment)
        return _again(settings, factory, connection, environment, wanted, notify)
    name = wanted.pipeline or environment.run.name
    if not name:
        raise UsageError("which pipeline? --pipeline is missing", hint='or set "run": {"pipeline": …}')
    given = {**environment.run.parameters, **_pairs(wanted.parameters, "--parameter")}
    return run_pipeline(connection, environment, name, given, notify)


def run_pipeline(
    connection: "Connection", environment: Environment, pipeline: str, parameters: Mapping[str, Any], notify: Notify
) -> RunResult:
    """Start a pipeline and wait until it ends; events tell each activity that starts and ends."""
    from arm.cloud.data_factory import DataFactory

    prepare(connection, environment)
    factory = DataFactory(connection)
    run_id = _started(factory, environment, pipeline, parameters)
    (found,) = _watched(factory, connection, environment, {run_id: pipeline}, notify)
    return found


def _started(factory: "DataFactory", environment: Environment, pipeline: str, parameters: Mapping[str, Any]) -> str:
    """The id of a new run. UsageError where it can't start because the factory has no such pipeline."""
    try:
        return factory.start_run(pipeline, parameters)
    except TargetError:
        pipelines = factory.resources("pipelines")
        if pipeline in pipelines:
            raise
    name = environment.target.factory_name
    raise UsageError(f"factory {name} has no pipeline '{pipeline}'", hint=did_you_mean(pipeline, pipelines))


def prepare(connection: "Connection", environment: Environment) -> None:
    """Tell Local Azure what stands for activities in runs, and which addresses they may call.

    UsageError if the environment says so and its target is Azure: there nothing stands for anything.
    """
    answers, hosts = environment.run.answers, environment.run.allowed_hosts
    target = environment.target
    if not target.is_local:
        if answers or hosts:
            raise UsageError(
                f"{environment.name} has answers or allowedHosts for its run, but its target is Azure",
                hint="they are for Local Azure: set them in local.json only",
            )
        return
    from arm.cloud.local_requests import ask
    from arm.runtime import read_answers

    body = {"answers": read_answers(answers) if answers else {}, "allowedHosts": list(hosts)}
    url, token = connection.resource_manager, connection.databricks_token()
    try:
        ask(url, token, "PUT", _path(target, "localRunSettings"), body)
    except TargetError as error:
        hint = error.hint or f"is the factory there? invoke deploy --env {environment.name}"
        raise TargetError(error.message, hint=hint) from None


def _path(target: Any, rest: str) -> str:
    """The path of something in the target's factory."""
    from urllib.parse import quote

    group, name = quote(target.resource_group, safe=""), quote(target.factory_name, safe="")
    return (
        f"/subscriptions/{target.subscription_id}/resourceGroups/{group}"
        f"/providers/Microsoft.DataFactory/factories/{name}/{rest}"
    )


def _watched(
    factory: "DataFactory",
    connection: "Connection",
    environment: Environment,
    runs: Mapping[str, str],
    notify: Notify,
    rerun_of: str = "",
) -> list[RunResult]:
    """What runs (pipelines by run ids) came to, once all have ended."""
    watch = Watch(factory, runs, notify, connection.polling_seconds)
    watch.until_ended(environment.run.timeout)
    return [result(environment, watch, each, rerun_of) for each in watch.runs]


def _look(
    factory: "DataFactory", connection: "Connection", environment: Environment, wanted: Wanted, notify: Notify
) -> RunResult:
    """Watch a run that was started before, after asking for its end if it is to be cancelled."""
    run_id = str(wanted.watch or wanted.cancel)
    pipeline = str(factory.run(run_id)["pipelineName"])
    if wanted.cancel:
        factory.cancel_run(run_id)
    (found,) = _watched(factory, connection, environment, {run_id: pipeline}, notify)
    return replace(found, ok=found.status == "Cancelled") if wanted.cancel else found


def _again(
    settings: Settings,
    factory: "DataFactory",
    connection: "Connection",
    environment: Environment,
    wanted: Wanted,
    notify: Notify,
) -> RunResult:
    """Run a run again: in the group of the first one, wholly or from a place in the middle."""
    earlier = _last(settings, environment) if wanted.rerun == "last" else str(wanted.rerun)
    pipeline = str(factory.run(earlier)["pipelineName"])
    options = {"reference_pipeline_run_id": earlier, "is_recovery": True}
    options |= {"start_activity_name": wanted.from_activity} if wanted.from_activity else {}
    options |= {"start_from_failure": True} if wanted.from_failed else {}
    run_id = factory.start_run(pipeline, _pairs(wanted.parameters, "--parameter"), **options)
    (found,) = _watched(factory, connection, environment, {run_id: pipeline}, notify, earlier)
    return found


def _last(settings: Settings, environment: Environment) -> str:
    """The id of the run that the last `invoke run` of the environment was about."""
    path = settings.out(environment.name) / "run.json"
    if not path.is_file():
        raise UsageError(f"there is no last run of {environment.name}: {path.as_posix()} isn't there")
    found = jsontext.read(path)
    runs = found.get("runs", [found]) if isinstance(found, dict) else []  # a fired trigger's are several, or one
    ids = [str(run["run_id"]) for run in runs if isinstance(run, dict) and run.get("run_id")]
    if len(ids) != 1:
        among = f" of {', '.join(ids)}" if ids else ""
        raise UsageError(f"{path.as_posix()} names no single run", hint=f"give its id: --rerun RUNID{among}")
    return ids[0]


def _fire(
    factory: "DataFactory", connection: "Connection", environment: Environment, wanted: Wanted, notify: Notify
) -> FiredResult:
    """Fire a trigger by hand, and watch what it starts."""
    name, outputs = str(wanted.trigger), _nested(_pairs(wanted.outputs, "--output"))
    triggers = factory.resources("triggers")
    if name not in triggers:
        factory_name = environment.target.factory_name
        raise UsageError(f"factory {factory_name} has no trigger '{name}'", hint=did_you_mean(name, triggers))
    if environment.target.is_local:
        runs = _fire_at_local(connection, name, outputs)
    else:
        runs = _fire_at_azure(factory, name, triggers[name].get("properties") or {}, outputs, notify)
    found = tuple(_watched(factory, connection, environment, runs, notify))
    return FiredResult(environment.name, name, found, all(each.ok for each in found))


def _fire_at_local(connection: "Connection", name: str, outputs: Mapping[str, Any]) -> dict[str, str]:
    """The pipelines by the ids of their runs, which know the trigger. TargetError if one can't be started."""
    from urllib.parse import quote

    from arm.cloud.local_requests import ask

    path = _path(connection.target, f"triggers/{quote(name, safe='')}/fire")
    url, token = connection.resource_manager, connection.databricks_token()
    fired = ask(url, token, "POST", path, {"outputs": outputs})
    if fired["status"] != "Succeeded":
        raise TargetError(f"trigger {name} can't start its pipelines: {fired['message']}")
    return {run_id: pipeline for pipeline, run_id in fired["triggeredPipelines"].items()}


def _fire_at_azure(
    factory: "DataFactory", name: str, properties: dict[str, Any], outputs: Mapping[str, Any], notify: Notify
) -> dict[str, str]:
    """The same at Azure, which fires no trigger by hand: its pipelines are started with what it would give them."""
    from arm.runtime import starts

    found = starts(name, properties, datetime.now(UTC), outputs)
    told = "Azure fires no trigger by hand: pipeline().TriggerName is Manual in these runs"
    notify(Event(State.WARNED, f"trigger {name}", told))
    return {factory.start_run(each.pipeline, each.parameters): each.pipeline for each in found}


def _pairs(texts: tuple[str, ...], option: str) -> dict[str, Any]:
    """`NAME=VALUE` arguments; a value that is JSON is taken as such, any other as text."""
    given = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"{option} {key}: no value", hint=f"write {option} NAME=VALUE")
        try:
            given[key] = json.loads(value)
        except ValueError:
            given[key] = value
    return given


def _nested(pairs: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted names as objects: `body.fileName` is `fileName` of `body`."""
    found: dict[str, Any] = {}
    for name, value in pairs.items():
        *outer, last = name.split(".")
        place = found
        for part in outer:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise UsageError(f"--output {name}: {part} has a value of its own already")
        place[last] = value
    return found
