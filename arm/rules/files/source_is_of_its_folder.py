"""A source says that it is what its folder holds."""

from collections.abc import Iterator

from arm.factory.kinds import KINDS
from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources

_FOLDERS = {kind.type: kind.folder for kind in KINDS}


@rule(
    Severity.ERROR,
    "Where a source has a `type` beside its name, it is that of the resources in its folder: a dataset among the "
    "pipelines is read as a pipeline.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/source-control",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Types of another folder, letter case and the service's name aside."""
    types = {type.casefold(): type for type in _FOLDERS}
    for source in sources.items:
        told = source.document.body.get("type") if isinstance(source.document.body, dict) else None
        if not isinstance(told, str) or source.type not in _FOLDERS:
            continue
        found = types.get(told.rpartition("/")[2].casefold())
        if found is not None and found != source.type:
            message = f'"{told}" belongs into the folder {_FOLDERS[found]}, this one is {_FOLDERS[source.type]}'
            yield Problem(message, source.document, ("type",))
