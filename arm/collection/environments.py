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
    trigger="fire this trigger by hand, and wait for the pipelines that it starts",
    output="NAME=VALUE: what the trigger fires for, such as windowStartTime or body.fileName (repeatable)",
    rerun="run this run again, with its parameters: its id, or `last`",
    from_failed="of a rerun: start from the activities that failed",
    from_activity="of a rerun: start from this activity",
    watch="start nothing, but show this run until it has ended",
    cancel="cancel this run, with those that it started",
    json=JSON,
)
def run(
    context: Context,
    env: str | None = None,
    pipeline: str | None = None,
    parameter: list[str] = [],  # noqa: B006
    trigger: str | None = None,
    output: list[str] = [],  # noqa: B006
    rerun: str | None = None,
    from_failed: bool = False,
    from_activity: str | None = None,
    watch: str | None = None,
    cancel: str | None = None,
    json: bool = False,
) -> None:
    """Run a pipeline at an environment's target, or a trigger, or a run again, and wait for it."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands.run import Wanted, run

        given, outputs = tuple(parameter), tuple(output)
        wanted = Wanted(pipeline, trigger, rerun, watch, cancel, given, outputs, from_failed, from_activity)
        return run(settings, env, wanted, notify=notify)

    from arm.report import runs

    perform(context, work, runs.run, json)


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
