"""A reference spells a resource's name in the letter case it has."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.mention import mentions
from arm.rules.rule import Problem, rule


@rule(
    Severity.WARNING,
    "A reference spells the name as the resource does. Azure doesn't tell letter cases apart; the tools that read "
    "templates do.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/naming-rules",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """References that differ from the name in letter case only."""
    for mention in mentions(item):
        found = context.find(mention.type, mention.name)
        if found is not None and found.name != mention.name:
            message = f'"{mention.name}" is called "{found.name}"'
            yield item.problem(message, (*mention.path, "referenceName"))
