"""An expression asks for parameters that are declared."""

from collections.abc import Iterable, Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.guess import guessed
from arm.rules.located import Located, expressions
from arm.rules.rule import Problem, rule

_ACCESSORS = {"datasets": "dataset", "linkedServices": "linkedService"}


@rule(
    Severity.ERROR,
    "`pipeline().parameters.x`, `dataset().x` and `linkedService().x` name parameters of the resource they stand in; "
    "`pipeline().globalParameters.x` one of the factory, where its file is there to tell.",
    over=expressions,
    link="https://learn.microsoft.com/azure/data-factory/concepts-parameters-variables",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Parameters that nobody declares."""
    expression, item = found.expression, found.item
    if found.activity is not None:
        asked = expression.members_of("pipeline", "parameters")
        yield from _unknown(found, "parameter", asked, item.parameters)
    if item.type in _ACCESSORS:
        yield from _unknown(found, "parameter", expression.members_of(_ACCESSORS[item.type]), item.parameters)
    if context.global_parameters is not None:
        asked = expression.members_of("pipeline", "globalParameters")
        yield from _unknown(found, "global parameter", asked, context.global_parameters)


def _unknown(found: Located, noun: str, asked: Iterable[str], declared: Iterable[str]) -> Iterator[Problem]:
    known = {name.casefold(): name for name in declared}
    for name in dict.fromkeys(asked):
        if name.casefold() not in known:
            told = guessed(f'there is no {noun} "{name}"', name, known.values())
            yield found.problem(told)
