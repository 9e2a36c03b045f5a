"""What is given to another resource's parameters is declared there."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.call import calls
from arm.rules.context import Context, items
from arm.rules.guess import guessed
from arm.rules.item import Item
from arm.rules.mention import noun
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "Arguments are for parameters that the pipeline, dataset or linked service declares (a warning for linked "
    "services: Azure overlooks it there).",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-execute-pipeline-activity",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Arguments for parameters that there aren't."""
    for call in calls(context, item):
        known = {name.casefold() for name in call.target.parameters}
        for name in call.arguments:
            if name.casefold() not in known:
                told = f'the {noun(call.target.type)} "{call.target.name}" has no parameter "{name}"'
                told = guessed(told, name, call.target.parameters)
                severity = Severity.WARNING if call.target.type == "linkedServices" else None
                yield item.problem(told, (*call.path, name), severity)
