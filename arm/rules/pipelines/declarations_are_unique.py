"""No two parameters or variables differ in letter case only."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "The names of parameters, and of variables, differ in more than letter case, which expressions don't tell apart.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/concepts-parameters-variables",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """The second and every further declaration of a name."""
    for section, declared in (("parameters", item.parameters), ("variables", item.variables)):
        seen: dict[str, str] = {}
        for name in declared:
            if name.casefold() in seen:
                told = f'another of the {section} is called "{seen[name.casefold()]}"'
                yield item.problem(told, ("properties", section, name))
            seen.setdefault(name.casefold(), name)
