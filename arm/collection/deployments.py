"""Tasks that plan and make deployments, and bring back order after one."""

import sys
from typing import TYPE_CHECKING, Any

from invoke.context import Context

from arm.collection.environments import FROM, SET
from arm.collection.perform import ENV, JSON, as_count, as_path, described, perform

if TYPE_CHECKING:
    from arm.commands.deployment.options import Options
    from arm.events import Notify
    from arm.settings import Settings

_PART = "notebooks or factory only (default: both, side by side)"
_ONLY = "only what matches, such as pipelines/daily-*, with what it depends on (repeatable, or with commas)"
_DELETE = "delete what an earlier release deployed and is gone now"
_DELETE_LIMIT = "how many deletions are allowed"
_DELETE_TYPE = "allow the last ones of this type to be deleted, such as triggers (repeatable)"
_FORCE = "deploy what is unchanged, too"
_VERIFY = "compare everything with the target, even what is recorded as unchanged"
_WAIT = "seconds to wait for another deployment to end"


def _options(
    part: str | None,
    only: list[str],
    delete: bool,
    delete_limit: str,
    delete_type: list[str],
    force: bool,
    verify: bool,
) -> "Options":
    from arm.commands.deployment.options import Options, parts_from, types_from

    names = tuple(name.strip() for text in only for name in text.split(",") if name.strip())
    return Options(
        parts_from(part),
        names,
        delete,
        as_count("--delete-limit", delete_limit),
        types_from(delete_type),
        force,
        verify,
    )


def _show(plan: Any) -> None:
    from arm.report import deployments
    from arm.report.streams import say

    say(deployments.plan(plan), sys.stderr)


@described(
    env=ENV,
    part=_PART,
    from_=FROM,
    set_=SET,
    only=_ONLY,
    delete=_DELETE,
    delete_limit=_DELETE_LIMIT,
    delete_type=_DELETE_TYPE,
    force=_FORCE,
    verify=_VERIFY,
    what_if="add what Resource Manager itself says would change",
    json=JSON,
)
def plan(
    context: Context,
    env: str | None = None,
    part: str | None = None,
    from_: str | None = None,
    set_: list[str] = [],  # noqa: B006 — Invoke takes a repeatable option's kind from its default
    only: list[str] = [],  # noqa: B006
    delete: bool = False,
    delete_limit: str = "10",
    delete_type: list[str] = [],  # noqa: B006
    force: bool = False,
    verify: bool = False,
    what_if: bool = False,
    json: bool = False,
) -> None:
    """Show what a deployment would create, change, delete, stop and start, and why; changes nothing."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import plan

        options = _options(part, only, delete, delete_limit, delete_type, force, verify)
        return plan.run(
            settings,
            env,
            options=options,
            from_dir=as_path(from_),
            sets=tuple(set_),
            what_if=what_if,
            notify=notify,
        )

    from arm.report import deployments

    perform(context, work, deployments.plan, json)


@described(
    env=ENV,
    part=_PART,
    plan_="apply this plan.json, and refuse if anything changed since it was made",
    from_=FROM,
    set_=SET,
    only=_ONLY,
    delete=_DELETE,
    delete_limit=_DELETE_LIMIT,
    delete_type=_DELETE_TYPE,
    force=_FORCE,
    verify=_VERIFY,
    on_failure="restore (triggers get the state they had) or leave-stopped",
    wait=_WAIT,
    json=JSON,
)
def deploy(
    context: Context,
    env: str | None = None,
    part: str | None = None,
    plan_: str | None = None,
    from_: str | None = None,
    set_: list[str] = [],  # noqa: B006
    only: list[str] = [],  # noqa: B006
    delete: bool = False,
    delete_limit: str = "10",
    delete_type: list[str] = [],  # noqa: B006
    force: bool = False,
    verify: bool = False,
    on_failure: str = "restore",
    wait: str = "0",
    json: bool = False,
) -> None:
    """Plan, then deploy notebooks and factory to an environment."""
    from arm.report import deployments

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import deploy

        return deploy.run(
            settings,
            env,
            options=_options(part, only, delete, delete_limit, delete_type, force, verify),
            plan_file=as_path(plan_),
            from_dir=as_path(from_),
            sets=tuple(set_),
            on_failure=on_failure,
            wait=as_count("--wait", wait),
            notify=notify,
            planned=_show,
        )

    perform(context, work, deployments.deploy, json)


@described(
    env=ENV,
    to="the release to go back to: its id, or its commit (default: the last good one)",
    part=_PART,
    delete="delete what later releases deployed",
    delete_limit=_DELETE_LIMIT,
    delete_type=_DELETE_TYPE,
    force=_FORCE,
    verify=_VERIFY,
    wait=_WAIT,
    json=JSON,
)
def rollback(
    context: Context,
    env: str | None = None,
    to: str | None = None,
    part: str | None = None,
    delete: bool = False,
    delete_limit: str = "10",
    delete_type: list[str] = [],  # noqa: B006
    force: bool = False,
    verify: bool = False,
    wait: str = "0",
    json: bool = False,
) -> None:
    """Go back to an earlier release, factory and notebooks."""
    from arm.report import deployments

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import rollback

        options = _options(part, [], delete, delete_limit, delete_type, force, verify)
        return rollback.run(
            settings, env, to=to, options=options, wait=as_count("--wait", wait), notify=notify, planned=_show
        )

    perform(context, work, deployments.deploy, json)


@described(env=ENV, force="take it as cut off even if its process may still run", wait=_WAIT, json=JSON)
def recover(
    context: Context, env: str | None = None, force: bool = False, wait: str = "0", json: bool = False
) -> None:
    """Finish or undo a deployment that was cut off: triggers get the state they had."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import recover

        return recover.run(settings, env, force=force, wait=as_count("--wait", wait), notify=notify)

    from arm.report import deployments

    perform(context, work, deployments.recover, json)
