"""A source file is called like the resource in it."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "A resource stands in <name>.json: ADF Studio finds it by its file, and refuses to load one that is called "
    "otherwise.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/source-control",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """A file whose name differs from the resource's, letter case included."""
    stem = item.resource.file.stem
    if stem != item.name:
        yield item.problem(f'the file is called "{stem}.json", the resource in it "{item.name}"', ("name",))
