"""A reference leads to a resource of the factory."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.guess import guessed
from arm.rules.item import Item
from arm.rules.mention import mentions, noun
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "What a reference names exists in the factory as the type it says.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """References to nothing; those of inactive activities count too, as they end up in dependsOn."""
    for mention in mentions(item):
        unknown = context.find(mention.type, mention.name) is None
        if unknown and (mention.type, mention.name.casefold()) not in context.broken:
            yield item.problem(_message(context, mention.type, mention.name), (*mention.path, "referenceName"))


def _message(context: Context, type: str, name: str) -> str:
    others = sorted({other.type for other in context.items if other.name == name})
    told = f'there is no {noun(type)} "{name}"'
    if others:
        return f"{told}: that is the name of a {noun(others[0])}"
    return guessed(told, name, (other.name for other in context.of(type)))
