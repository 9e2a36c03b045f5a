"""Parameters of datasets and linked services are used."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.expression import expressions_in
from arm.rules.item import Item
from arm.rules.rule import Problem, rule

_ACCESSORS = {"datasets": "dataset", "linkedServices": "linkedService"}


def _declaring(context: Context) -> list[Item]:
    return [item for item in context.of(*_ACCESSORS) if item.parameters]


@rule(
    Severity.WARNING,
    "A dataset or linked service uses the parameters that it declares.",
    over=_declaring,
    link="https://learn.microsoft.com/azure/data-factory/parameterize-linked-services",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Parameters that no expression in the resource asks for."""
    accessor = _ACCESSORS[item.type]
    found = expressions_in(item.properties, ("properties",))
    if any(one.parsed.error or one.asks_for_all(accessor) for one in found):
        return
    used = {name.casefold() for one in found for name in one.members_of(accessor)}
    for name in item.parameters:
        if name.casefold() not in used:
            yield item.problem(f'the parameter "{name}" is not used', ("properties", "parameters", name))
