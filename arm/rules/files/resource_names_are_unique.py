"""No two resources of a type share a name, letter case aside."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources


@rule(
    Severity.ERROR,
    "The names of a type's resources differ in more than letter case: Azure doesn't tell letter cases apart.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/naming-rules",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """The second and every further resource of a name."""
    first: dict[tuple[str, str, str], str] = {}
    for document, resource in sources.resources:
        key = (resource.type, resource.network, resource.name.casefold())
        if key in first:
            yield Problem(f'the name "{resource.name}" is taken by {first[key]}', document, ("name",))
        first.setdefault(key, document.path.name)
