"""`invoke rollback`: an environment back to an earlier release, factory and notebooks."""

from collections.abc import Callable

from arm.commands.deployment import artifact
from arm.commands.deployment.applying import Request, apply
from arm.commands.deployment.earlier import choose, from_artifact, rebuilt, tell_differences
from arm.commands.deployment.items import Plan
from arm.commands.deployment.options import Options
from arm.commands.deployment.record import names_of, record_from
from arm.commands.deployment.release import Release
from arm.commands.plan import write_plan
from arm.commands.target import connect
from arm.events import Event, Notify, State, ignore
from arm.settings import Settings, load_environment


def run(
    settings: Settings,
    env: str | None,
    *,
    to: str | None = None,
    options: Options | None = None,
    wait: float = 0.0,
    notify: Notify = ignore,
    planned: Callable[[Plan], None] = lambda _: None,
) -> Release:
    """Deploy an earlier release again — `to`, or the last good one — and write `build/<env>/release.json`.

    It is a release of its own, made by the same plan, lock and record as any other. What later releases brought is
    deleted only if `options` say so. UsageError if there is no such release, or neither its artifact nor its commit
    is on this machine.
    """
    from arm.cloud.resource_manager import ResourceManager

    environment = load_environment(settings, env)
    asked = options or Options()
    manager = ResourceManager(connect(settings, environment, notify))
    found = manager.look_up(names_of(environment).record).deployment
    record = record_from(found.note) if found and found.note is not None else None
    released = choose(record, to, environment.name)
    notify(Event(State.PROGRESSED, "rollback", f"to {released.id}, of {released.when}, commit {released.commit}"))
    prepared = from_artifact(settings, environment, released, asked, notify)
    if prepared is None:
        prepared = rebuilt(settings, environment.name, released, asked, notify)
        tell_differences(manager, released, prepared, notify)

    def show(plan: Plan) -> None:
        write_plan(settings, plan)
        planned(plan)

    release = apply(Request(prepared, asked, "restore", wait, None, notify, show))
    artifact.keep(settings.out(environment.name), release, prepared)
    return release
