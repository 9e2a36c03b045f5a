"""`invoke plan`: what a deployment would create, change, delete, stop and start at the target, and why."""

from dataclasses import asdict, replace
from pathlib import Path

from arm import files, jsontext
from arm.commands.deployment.items import Plan
from arm.commands.deployment.options import Options
from arm.commands.deployment.planning import make_plan
from arm.commands.deployment.prediction import predict
from arm.commands.deployment.prepared import prepare
from arm.commands.deployment.prerequisites import missing_places
from arm.events import Notify, ignore, step
from arm.settings import Settings, load_environment


def run(
    settings: Settings,
    env: str | None,
    *,
    options: Options | None = None,
    from_dir: Path | None = None,
    sets: tuple[str, ...] = (),
    what_if: bool = False,
    notify: Notify = ignore,
) -> Plan:
    """Compute the plan of a deployment and write it to `build/<env>/plan.json`. Changes nothing.

    With `what_if`, Resource Manager's own prediction is added. The plan isn't `ok` if it must not be applied: it
    would delete too much.
    """
    environment = load_environment(settings, env)
    asked = options or Options()
    prepared = prepare(settings, environment, asked.parts, from_dir=from_dir, sets=sets, notify=notify)
    with step(notify, f"plan for {environment.name}"):
        made = make_plan(prepared, asked)
    predicted = predict(made) if what_if else ()
    plan = replace(made.plan, missing=tuple(missing_places(made, notify)), what_if=predicted)
    write_plan(settings, plan)
    return plan


def write_plan(settings: Settings, plan: Plan) -> None:
    """Write a plan to `build/<env>/plan.json`; a secure parameter stands there without its value."""
    files.write_text(settings.out(plan.environment) / "plan.json", jsontext.dumps_pretty(asdict(plan)))
