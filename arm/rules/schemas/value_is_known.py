"""A property that takes one of some words has one of them."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.rule import Problem, rule
from arm.rules.schema_check import Kind, Mismatch, mismatches


def _all(context: Context) -> list[Mismatch]:
    return mismatches(context, Kind.VALUE)


@rule(
    Severity.ERROR,
    "Where the service's own type definitions list the values of a property (authentication types, compute types, "
    "write behaviours …) it has one of them; one that is like none of them may be newer than the list (a warning).",
    over=_all,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories",
)
def check(context: Context, mismatch: Mismatch) -> Iterator[Problem]:
    """Words that are not on the list."""
    yield mismatch.problem
