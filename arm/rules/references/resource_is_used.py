"""Datasets, linked services and data flows are used by something."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.mention import mentions, noun
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources

_TYPES = ("datasets", "linkedServices", "dataflows", "integrationRuntimes", "credentials")


@rule(
    Severity.WARNING,
    "A dataset, linked service, data flow, integration runtime or credential is referred to by another resource.",
    over=once,
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Those that nothing refers to."""
    if context.broken:
        return
    used = {(m.type, m.name.casefold()) for item in context.items for m in mentions(item)}
    for item in context.of(*_TYPES):
        if (item.type, item.name.casefold()) not in used:
            yield item.problem(f'nothing uses the {noun(item.type)} "{item.name}"', ("name",))
