"""Tasks that show what is there: they change nothing, and need no target."""

from typing import TYPE_CHECKING, Any

from invoke.context import Context

from arm.collection.perform import JSON, as_count, as_path, described, perform

if TYPE_CHECKING:
    from arm.events import Notify
    from arm.settings import Settings

_OUTPUT = "file to write to, instead of stdout"
_SOURCE = "root folder of ADF's Git integration; another than invoke.yaml's goes without environments"


@described(
    parameter="a parameter of the template; without it: what each entry of the definition costs of Azure's 256",
    source=_SOURCE,
    factory="the factory's name, where factory/ holds several or none",
    json=JSON,
)
def explain(
    context: Context,
    parameter: str | None = None,
    source: str | None = None,
    factory: str | None = None,
    json: bool = False,
) -> None:
    """Say where a parameter comes from and what it is in each environment, or what all parameters cost."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import explain

        return explain.run(settings, parameter, source=as_path(source), factory=factory, notify=notify)

    def text(result: Any) -> str:
        from arm.report import explain

        return explain.explanation(result) if parameter else explain.budget(result)

    perform(context, work, text, json)


@described(
    env="one of the environments to show (repeatable; default: all)",
    format="text, markdown (for a pull request) or html (one page that stands alone)",
    only_differences="leave out what is the same everywhere (in html it can be switched on again)",
    output=_OUTPUT,
    json=JSON,
)
def matrix(
    context: Context,
    env: list[str] = [],  # noqa: B006 — Invoke takes a repeatable option's kind from its default
    format: str = "text",
    only_differences: bool = False,
    output: str | None = None,
    json: bool = False,
) -> None:
    """Show all environments side by side: every value with its origin, secrets left out, differences marked."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import matrix
        from arm.report import require_format
        from arm.report.matrix import FORMATS

        require_format(format, FORMATS)
        result = matrix.run(settings, tuple(env), notify=notify)
        if json and output:
            text(result)
        return result

    def text(result: Any) -> str:
        from arm.report.matrix import publish

        return publish(result, format, as_path(output), only_differences=only_differences)

    perform(context, work, text, json)


@described(
    format="mermaid, dot (Graphviz) or html (one page that stands alone)",
    output=_OUTPUT,
    resource="show only what is around this resource: its name, or <type>/<name>",
    direction="from that resource: down (what it needs), up (what needs it) or both",
    depth="how many references away from it at most (default: any number)",
    source="root folder of ADF's Git integration (default: adfops.source of invoke.yaml)",
    json=JSON,
)
def graph(
    context: Context,
    format: str = "mermaid",
    output: str | None = None,
    resource: str | None = None,
    direction: str = "both",
    depth: str = "0",
    source: str | None = None,
    json: bool = False,
) -> None:
    """Draw the factory's resources and what each refers to, whole or around one of them."""

    def work(settings: "Settings", notify: "Notify") -> Any:
        from arm.commands import graph
        from arm.events import Event, State
        from arm.report import require_format
        from arm.report.graph import FORMATS, warning

        require_format(format, FORMATS)
        root = as_path(source)
        result = graph.run(
            settings,
            source=root,
            resource=resource,
            direction=direction,
            depth=as_count("--depth", depth),
            notify=notify,
        )
        if told := warning(result, format):
            notify(Event(State.WARNED, "graph", told))
        if json and output:
            text(result)
        return result

    def text(result: Any) -> str:
        from arm.report.graph import publish

        return publish(result, format, as_path(output))

    perform(context, work, text, json)
