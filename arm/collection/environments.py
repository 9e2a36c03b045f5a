"""Tasks about one environment: its template, and what runs at its target."""

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
        from arm import files
        from arm.commands import check
        from arm.report.junit import check_as_junit

        result = check.run(settings, env, notify=notify)
        files.write_text(settings.out(result.environment) / "check.junit.xml", check_as_junit(result))
        return result

    from arm.report import results

    perform(context, work, results.check, json)
