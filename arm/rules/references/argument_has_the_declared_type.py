"""A constant that is given to a parameter is of the parameter's type."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.call import calls
from arm.rules.context import Context, items
from arm.rules.item import Item, mapping
from arm.rules.mention import noun
from arm.rules.rule import Problem, rule
from arm.rules.value_type import fits, told


@rule(
    Severity.ERROR,
    "A constant argument is of the type that the pipeline, dataset or linked service declares for it. Text may stand "
    "for what it reads as, and text is made of anything (a warning); expressions are known only to a run.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/concepts-parameters-variables",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Arguments of another type."""
    for call in calls(context, item):
        declared = {name.casefold(): spec for name, spec in call.target.parameters.items()}
        for name, value in call.arguments.items():
            type = mapping(declared.get(name.casefold())).get("type")
            if not isinstance(type, str) or mapping(value).get("type") == "Expression" or fits(type, value):
                continue
            message = (
                f'"{name}" of the {noun(call.target.type)} "{call.target.name}" is of type {type}, not {told(value)}'
            )
            severity = Severity.WARNING if type.casefold() == "string" else None
            yield item.problem(message, (*call.path, name), severity)
