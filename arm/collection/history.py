"""Tasks about the history in Git: what was published, and what has changed."""

from typing import TYPE_CHECKING, Any

from invoke.context import Context

from arm.collection.perform import JSON, as_number, as_path, described, perform

if TYPE_CHECKING:
    from arm.events import Notify
    from arm.settings import Settings


@described(
    branch="the publish branch, here or at a remote (default: publish_config.json's, else adf_publish)",
    factory="compare this factory's publishes only",
    since="compare publishes of this day (YYYY-MM-DD) and later only",
    limit="compare the newest publishes only, this many",
    default_rules="generation of ADF's default rules: a name or a date (default: of each publish's day)",
    repository="folder of the Git repository (default: the working folder)",
    json=JSON,
)
def conform(
    context: Context,
    branch: str | None = None,
    factory: str | None = None,
    since: str | None = None,
    limit: str | None = None,
    default_rules: str | None = None,
    repository: str | None = None,
    json: bool = False,
) -> None:
    """Compare the export with what ADF Studio published, over the history of a publish branch."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import conform

        return conform.run(
            settings,
            folder=as_path(repository),
            branch=branch,
            factory=factory,
            since=since,
            limit=as_number("--limit", limit),
            default_rules=default_rules,
            notify=notify,
        )

    def text(result: Any) -> str:
        from arm.report import history

        return history.conform(result)

    perform(context, work, text, json)


@described(
    base="the commit to compare with (default: where the branch left the main one, else HEAD)",
    head="the commit to compare (default: the work tree)",
    source="root folder of ADF's Git integration; another than invoke.yaml's is compared without override files",
    factory="the factory's name, where factory/ holds several or none",
    default_rules="compare with another generation of ADF's default rules instead: a name or a date",
    rewrite="give overrides of renamed parameters their new names, in place",
    json=JSON,
)
def diff(
    context: Context,
    base: str | None = None,
    head: str | None = None,
    source: str | None = None,
    factory: str | None = None,
    default_rules: str | None = None,
    rewrite: bool = False,
    json: bool = False,
) -> None:
    """Show what has changed in parameters and resources, and which override files that leaves behind."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import diff

        return diff.run(
            settings,
            base=base,
            head=head,
            source=as_path(source),
            factory=factory,
            default_rules=default_rules,
            rewrite=rewrite,
            notify=notify,
        )

    def text(result: Any) -> str:
        from arm.report import history

        return history.diff(result)

    perform(context, work, text, json)
