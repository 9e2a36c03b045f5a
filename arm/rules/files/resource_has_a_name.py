"""A resource says its name."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources


@rule(
    Severity.ERROR,
    'A source has a "name", a text that is not empty.',
    over=once,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories/pipelines",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Sources without a name, or with one that isn't text."""
    for document in [source.document for source in sources.items] + list(sources.factory_files):
        if not isinstance(document.body, dict):
            continue
        if "name" not in document.body:
            yield Problem('the resource has no "name"', document)
        elif not isinstance(document.body["name"], str) or not document.body["name"].strip():
            yield Problem('"name" is not a text with something in it', document, ("name",))
