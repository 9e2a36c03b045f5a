"""The triggers, pipelines and notebooks that an environment names exist."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.guess import guessed
from arm.rules.item import mapping
from arm.rules.overrides import override_files
from arm.rules.rule import Problem, rule
from arm.settings.variables import names_in


@rule(
    Severity.ERROR,
    "`triggers` names triggers, `run.pipeline` a pipeline of the factory, `check.notebook` a notebook of the "
    "repository.",
    over=override_files,
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Names of nothing."""
    body = mapping(document.body)
    for name in mapping(body.get("triggers")):
        yield from _named(context, document, "triggers", name, ("triggers", name))
    pipeline = mapping(body.get("run")).get("pipeline")
    if isinstance(pipeline, str) and not names_in(pipeline):
        yield from _named(context, document, "pipelines", pipeline, ("run", "pipeline"))
    notebook = mapping(body.get("check")).get("notebook")
    known = context.notebooks
    if isinstance(notebook, str) and known.known and not names_in(notebook) and notebook not in known.by_path:
        told = f'there is no notebook "{notebook}"'
        yield Problem(guessed(told, notebook, known.by_path), document, ("check", "notebook"))


def _named(context: Context, document: Document, type: str, name: str, path: tuple[str, ...]) -> Iterator[Problem]:
    names = [item.name for item in context.of(type)]
    if name not in names:
        yield Problem(guessed(f'there is no {type.removesuffix("s")} "{name}"', name, names), document, path)
