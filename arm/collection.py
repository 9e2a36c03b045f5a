"""The Invoke collection: each task's arguments, and what every task shares — settings, progress, exit codes.

Nothing heavy is imported before a task runs: `invoke --list` shall answer at once.
"""

import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

if TYPE_CHECKING:
    from arm.events import Notify
    from arm.settings import Settings

_ENV = "the environment: a file in parameter-overrides/"
_JSON = "print the result as one JSON document, and nothing else, on stdout"
_FROM = "folder of CI's artifacts, or of a template that ADF Studio published, to take instead of exporting"
_SET = "NAME=VALUE: a template parameter's value for this time only (repeatable; not for secure ones)"

Work = Callable[["Settings", "Notify"], Any]


class _Terminated(BaseException):
    """SIGTERM, as an exception, so that what has to be restored is restored on the way out."""


def _task(**help_texts: str) -> Callable[[Callable[..., None]], Any]:
    # Letters picked from argument names would change with the next argument: long options only.
    return task(auto_shortflags=False, help={name.rstrip("_"): text for name, text in help_texts.items()})


def perform(context: Context, work: Work, text: Callable[[Any], str], as_json: bool = False) -> None:
    """Do a task's work and report its result: on stdout as text, or as JSON if asked.

    Leaves with the exit codes of `arm.errors`: 1 if the result is not `ok`, else 0, or the error's own.
    """
    from arm.errors import AdfopsError
    from arm.report.console import Console
    from arm.report.results import to_json
    from arm.settings import Settings

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that can't show a character shows its code
    signal.signal(signal.SIGTERM, _raise_terminated)
    try:
        with Console() as console:
            result = work(Settings.from_mapping(_configured(context)), console.notify)
    except AdfopsError as error:
        raise Exit(f"error: {' '.join(str(error).split())}", error.exit_code) from None
    except KeyboardInterrupt:
        raise Exit("interrupted", 130) from None
    except _Terminated:
        raise Exit("terminated", 143) from None
    shown = to_json(result) if as_json else text(result)
    if shown:
        print(shown, flush=True)
    if not getattr(result, "ok", True):
        raise Exit(code=1)


def _raise_terminated(_signal: int, _frame: FrameType | None) -> None:
    raise _Terminated


def _configured(context: Context) -> Mapping[str, Any]:
    """What invoke.yaml says under `adfops:`, as plain values."""
    from arm.errors import UsageError

    found = context.config._config.get("adfops") or {}
    if not isinstance(found, dict):
        raise UsageError("invoke.yaml: adfops: must be a mapping of settings")
    return found


def _path(value: str | None) -> Path | None:
    return Path(value) if value else None


@_task(
    source="root folder of ADF's Git integration (default: adfops.source of invoke.yaml)",
    factory="the factory's name, where factory/ holds several or none",
    out="folder to write to (default: build/arm)",
    default_rules="generation of ADF's default parameterization rules: a name or a date (default: the newest)",
    json=_JSON,
)
def export(
    context: Context,
    source: str | None = None,
    factory: str | None = None,
    out: str | None = None,
    default_rules: str | None = None,
    json: bool = False,
) -> None:
    """Write the ARM templates that ADF Studio's Publish would write, offline."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import export

        name = factory or (None if source else settings.factory)
        rules = default_rules or settings.default_rules
        folder = _path(out) or settings.build / "arm"
        return export.run(_path(source) or settings.source, name, folder, rules, notify=notify)

    from arm.report import results

    perform(context, work, results.export, json)


@_task(
    source="root folder of ADF's Git integration; another than invoke.yaml's is checked without environments",
    env="check this environment's overrides only (default: all)",
    format="text, json, junit or sarif",
    output="file to write the findings to, instead of stdout",
    fail_on="exit 1 from this severity on: error, warning or info",
    json="the same as --format json",
)
def validate(
    context: Context,
    source: str | None = None,
    env: str | None = None,
    format: str = "text",
    output: str | None = None,
    fail_on: str = "error",
    json: bool = False,
) -> None:
    """Check sources, definitions, template, overrides and notebooks against every rule."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import validate
        from arm.report import require_format

        require_format(format)
        return validate.run(settings, source=_path(source), env=env, fail_on=fail_on, notify=notify)

    def text(result: Any) -> str:
        from arm.report import publish

        return publish(result.findings, "json" if json else format, _path(output))

    perform(context, work, text)


@_task(env=_ENV, out="folder to write to (default: build/ENV)", from_=_FROM, set_=_SET, json=_JSON)
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

        return patch.run(settings, env, out=_path(out), from_dir=_path(from_), sets=tuple(set_), notify=notify)

    from arm.report import results

    perform(context, work, results.patch, json)


@_task(env=_ENV, from_=_FROM, set_=_SET, json=_JSON)
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

        return plan.run(settings, env, from_dir=_path(from_), sets=tuple(set_), notify=notify)

    from arm.report import results

    perform(context, work, results.plan, json)


@_task(env=_ENV, part="notebooks or factory only (default: both, side by side)", from_=_FROM, set_=_SET, json=_JSON)
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
            settings, env, part=part, from_dir=_path(from_), sets=tuple(set_), notify=notify, planned=planned
        )

    perform(context, work, results.deploy, json)


@_task(
    env=_ENV,
    pipeline="the pipeline to run (default: run.pipeline of the environment)",
    parameter="NAME=VALUE: a pipeline parameter (repeatable)",
    json=_JSON,
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


@_task(env=_ENV, json=_JSON)
def check(context: Context, env: str | None = None, json: bool = False) -> None:
    """Run the pipeline, then the integration-check notebook, and give the verdict."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import check

        return check.run(settings, env, notify=notify)

    from arm.report import results

    perform(context, work, results.check, json)


@_task(
    expression="the expression, such as \"@concat('a', pipeline().RunId)\"",
    context_="JSON file with what the expression may refer to: parameters, variables, activities …",
    json=_JSON,
)
def evaluate(context: Context, expression: str = "", context_: str | None = None, json: bool = False) -> None:
    """Evaluate one ADF expression and print its value as JSON."""

    def work(_settings: "Settings", _notify: "Notify") -> Any:
        from arm.commands import evaluate

        return evaluate.run(expression, _path(context_))

    from arm.report import results

    perform(context, work, results.evaluate, json)


def _local(name: str, doc: str) -> Any:
    """A task that calls the function of the same name in arm.commands.local."""

    def body(context: Context, json: bool = False) -> None:
        def work(settings: "Settings", notify: "Notify") -> Any:
            from arm.commands import local

            return getattr(local, name)(settings, notify=notify)

        from arm.report import results

        perform(context, work, results.local, json)

    body.__name__ = name
    body.__doc__ = doc
    return _task(json=_JSON)(body)


local = Collection("local")
local.add_task(_local("start", "Start Local Azure in the background and print its address."))
local.add_task(_local("stop", "Stop Local Azure; what it holds stays."))
local.add_task(_local("status", "Say whether Local Azure runs, and what it holds."))
local.add_task(_local("reset", "Stop Local Azure and delete what it holds."))

namespace = Collection(export, validate, patch, plan, deploy, run, check, evaluate)
namespace.add_collection(local)
