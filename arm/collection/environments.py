"""Tasks about one environment: its template, and what is done at its target."""

import sys
from typing import TYPE_CHECKING, Any

from invoke.context import Context

from arm.collection.perform import ENV, JSON, as_path, described, perform

if TYPE_CHECKING:
    from arm.events import Notify
    from arm.settings import Settings

FROM = "folder of CI's artifacts, or of a template that ADF Studio published, to take instead of exporting"
SET = "NAME=VALUE: a template parameter's value for this time only (repeatable; not for secure ones)"


@described(env=ENV, out="folder to write to (default: build/ENV)", from_=FROM, set_=SET, json=JSON)
def patch(
    context: Context,
    env: str | None = None,
    out: str | None = None,
    from_: str | None = None,
    set_: list[str] = [],  # noqa: B006 — Invoke takes a repeatable option's kind from its default
    json: bool = False,
) -> None:
    """Apply an environment's overrides and patches to the template."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import patch

        return patch.run(settings, env, out=as_path(out), from_dir=as_path(from_), sets=tuple(set_), notify=notify)

    from arm.report import results

    perform(context, work, results.patch, json)


@described(env=ENV, from_=FROM, set_=SET, json=JSON)
def plan(
    context: Context,
    env: str | None = None,
    from_: str | None = None,
    set_: list[str] = [],  # noqa: B006
    json: bool = False,
) -> None:
    """Show what a deployment would create, change, stop and start, and why; changes nothing."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import plan

        return plan.run(settings, env, from_dir=as_path(from_), sets=tuple(set_), notify=notify)

    from arm.report import results

    perform(context, work, results.plan, json)


@described(env=ENV, part="notebooks or factory only (default: both, side by side)", from_=FROM, set_=SET, json=JSON)
def deploy(
    context: Context,
    env: str | None = None,
    part: str | None = None,
    from_: str | None = None,
    set_: list[str] = [],  # noqa: B006
    json: bool = False,
) -> None:
    """Plan, then deploy notebooks and factory to an environment."""
    from arm.report import results

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import deploy

        def planned(plan: Any) -> None:
            print(results.plan(plan), file=sys.stderr, flush=True)

        return deploy.run(
            settings, env, part=part, from_dir=as_path(from_), sets=tuple(set_), notify=notify, planned=planned
        )

    perform(context, work, results.deploy, json)


@described(
    env=ENV,
    pipeline="the pipeline to run (default: run.pipeline of the environment)",
    parameter="NAME=VALUE: a pipeline parameter (repeatable)",
    json=JSON,
)
def run(
    context: Context,
    env: str | None = None,
    pipeline: str | None = None,
    parameter: list[str] = [],  # noqa: B006
    json: bool = False,
) -> None:
    """Run a pipeline at an environment's target and wait for it."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import run

        return run.run(settings, env, pipeline=pipeline, parameters=tuple(parameter), notify=notify)

    from arm.report import results

    perform(context, work, results.run, json)


@described(env=ENV, json=JSON)
def check(context: Context, env: str | None = None, json: bool = False) -> None:
    """Run the pipeline, then the integration-check notebook, and give the verdict."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import check

        return check.run(settings, env, notify=notify)

    from arm.report import results

    perform(context, work, results.check, json)
