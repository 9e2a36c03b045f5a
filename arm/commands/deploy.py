"""`invoke deploy`: plan, then bring notebooks and factory to the target, side by side."""

from collections.abc import Callable
from pathlib import Path

from arm.commands.deployment import artifact
from arm.commands.deployment.applying import Request, apply
from arm.commands.deployment.items import Plan
from arm.commands.deployment.options import Options
from arm.commands.deployment.prepared import prepare
from arm.commands.deployment.release import Release
from arm.commands.deployment.stale import read_plan
from arm.commands.plan import write_plan
from arm.errors import UsageError, did_you_mean
from arm.events import Notify, ignore
from arm.settings import Settings, load_environment

_ON_FAILURE = ("restore", "leave-stopped")


def run(
    settings: Settings,
    env: str | None,
    *,
    options: Options | None = None,
    plan_file: Path | None = None,
    from_dir: Path | None = None,
    sets: tuple[str, ...] = (),
    on_failure: str = "restore",
    wait: float = 0.0,
    notify: Notify = ignore,
    planned: Callable[[Plan], None] = lambda _: None,
) -> Release:
    """Plan, let `planned` see the plan, apply exactly it, and write `build/<env>/release.json`.

    With `plan_file`, that plan is applied, with the options it was made with. NotInOrder if it is stale, or if the
    plan must not be applied; TargetError if the target fails, or if another deployment goes on and `wait` seconds
    don't help.
    """
    environment = load_environment(settings, env)
    if on_failure not in _ON_FAILURE:
        raise UsageError(f"--on-failure {on_failure}: that is no choice", hint=did_you_mean(on_failure, _ON_FAILURE))
    earlier = read_plan(plan_file, environment.name) if plan_file else None
    if earlier is not None and options not in (None, Options(), earlier.options):
        raise UsageError("--plan goes with the options it was made with", hint="leave the others out")
    asked = earlier.options if earlier else options or Options()
    prepared = prepare(settings, environment, asked.parts, from_dir=from_dir, sets=sets, notify=notify)

    def show(plan: Plan) -> None:
        write_plan(settings, plan)
        planned(plan)

    request = Request(prepared, asked, on_failure, wait, earlier, notify, show)
    release = apply(request)
    artifact.keep(settings.out(environment.name), release, prepared)
    return release
