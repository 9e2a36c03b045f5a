"""A resource has properties."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources


@rule(
    Severity.ERROR,
    'A source has "properties", an object. A factory and a managed virtual network may leave them out.',
    over=once,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories/pipelines",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Sources without properties, or with some that aren't an object."""
    documents = [(source.type, source.document) for source in sources.items]
    documents += [("factory", document) for document in sources.factory_files]
    for type, document in documents:
        if not isinstance(document.body, dict):
            continue
        if "properties" not in document.body:
            if type not in ("managedVirtualNetworks", "factory"):
                yield Problem('the resource has no "properties"', document)
        elif not isinstance(document.body["properties"], dict):
            yield Problem('"properties" is not an object', document, ("properties",))
