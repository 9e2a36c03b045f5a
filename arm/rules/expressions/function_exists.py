"""An expression calls functions that there are."""

from collections.abc import Iterator

from arm.expressions.table import FUNCTIONS
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.guess import guessed
from arm.rules.located import Located, expressions
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "Functions are those of the expression language.",
    over=expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Calls of functions that the language doesn't have."""
    for name in dict.fromkeys(call.name for call in found.expression.parsed.calls):
        if name.lower() not in FUNCTIONS:
            told = guessed(f'there is no function "{name}"', name, (function.name for function in FUNCTIONS.values()))
            yield found.problem(told)
