"""A function is called with as many arguments as it takes."""

from collections.abc import Iterator

from arm.errors import ExpressionError
from arm.expressions.table import FUNCTIONS
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.located import Located, expressions
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "The number of arguments is one that the function takes.",
    over=expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Calls with too few or too many."""
    for call in found.expression.parsed.calls:
        function = FUNCTIONS.get(call.name.lower())
        if function is not None:
            try:
                function.check_count(len(call.arguments))
            except ExpressionError as error:
                yield found.problem(error.message)
