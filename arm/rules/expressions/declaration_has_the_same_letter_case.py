"""An expression spells parameters and variables in the letter case they have."""

from collections.abc import Iterable, Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.located import Located, expressions
from arm.rules.rule import Problem, rule

_ACCESSORS = {"datasets": "dataset", "linkedServices": "linkedService"}


@rule(
    Severity.WARNING,
    "Expressions spell the names of variables, parameters and global parameters as they are declared: the service "
    "doesn't tell letter cases apart, other tools do.",
    over=expressions,
    link="https://learn.microsoft.com/azure/data-factory/concepts-parameters-variables",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Names that differ in letter case only."""
    expression, item = found.expression, found.item
    if found.activity is not None:
        yield from _other(found, expression.arguments_of("variables"), item.variables)
        yield from _other(found, expression.members_of("pipeline", "parameters"), item.parameters)
        asked = expression.members_of("pipeline", "globalParameters")
        yield from _other(found, asked, context.global_parameters or ())
    elif item.type in _ACCESSORS:
        yield from _other(found, expression.members_of(_ACCESSORS[item.type]), item.parameters)


def _other(found: Located, asked: Iterable[str], declared: Iterable[str]) -> Iterator[Problem]:
    names = dict.fromkeys(asked)
    if not names:
        return
    known = list(declared)
    spelled = {name.casefold(): name for name in known}
    for name in names:
        if name not in known and name.casefold() in spelled:
            yield found.problem(f'"{name}" is declared as "{spelled[name.casefold()]}"')
