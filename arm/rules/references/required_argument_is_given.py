"""Every parameter without a default gets an argument."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.call import calls
from arm.rules.context import Context, items
from arm.rules.item import Item, mapping
from arm.rules.mention import noun
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "A reference gives a value to each parameter that has no default. ExecutePipeline and triggers may leave one out "
    "(a warning: the run fails if the pipeline needs it); data flows get theirs when they are run.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/concepts-parameters-variables",
    evidence="One of the factories published since October 2023 has a dataset that gives its linked service no value "
    "for a parameter; every run that uses it fails.",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Parameters that get nothing."""
    if item.type == "dataflows":
        return
    for call in calls(context, item):
        given = {name.casefold() for name in call.arguments}
        for name, spec in call.target.parameters.items():
            if "defaultValue" not in mapping(spec) and name.casefold() not in given:
                told = f'the {noun(call.target.type)} "{call.target.name}" gets no value for its parameter "{name}"'
                severity = None if call.kind == "reference" else Severity.WARNING
                yield item.problem(told, call.path, severity)
