"""What looks like an expression is one."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.located import Located, expressions
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "A text that starts with @, or has @{ in it, follows the grammar of expressions and their limit of 8,192 "
    "characters.",
    over=expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Expressions that don't parse, with the column in the text."""
    error = found.expression.parsed.error
    if error is not None:
        column = f" (character {error.column} of the expression)" if error.column else ""
        yield found.problem(f"{error}{column}")
