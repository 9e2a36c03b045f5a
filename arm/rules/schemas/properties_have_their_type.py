"""A property has the JSON type that the service expects."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.rule import Problem, rule
from arm.rules.schema_check import Kind, Mismatch, mismatches


def _all(context: Context) -> list[Mismatch]:
    return mismatches(context, Kind.TYPE)


@rule(
    Severity.ERROR,
    "A property is text, a number, true or false, an array or an object as the service's own type "
    "definitions have it; an expression may stand anywhere.",
    over=_all,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories",
)
def check(context: Context, mismatch: Mismatch) -> Iterator[Problem]:
    """Values of another type."""
    yield mismatch.problem
