"""Tasks that show what is there: they change nothing, and need no target."""

from typing import TYPE_CHECKING, Any

from invoke.context import Context

from arm.collection.perform import JSON, as_path, described, perform

if TYPE_CHECKING:
    from arm.events import Notify
    from arm.settings import Settings

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
