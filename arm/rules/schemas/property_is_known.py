"""A property is spelled as the service reads it."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.rule import Problem, rule
from arm.rules.schema_check import Kind, Mismatch, mismatches


def _all(context: Context) -> list[Mismatch]:
    return mismatches(context, Kind.PROPERTY)


@rule(
    Severity.WARNING,
    "A property that is nearly called like one of the service's own type definitions is called so: Azure overlooks "
    "names that it doesn't know. Names that are like no other are left alone, as ADF Studio writes some of its own.",
    over=_all,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories",
)
def check(context: Context, mismatch: Mismatch) -> Iterator[Problem]:
    """Names that are likely misspelt."""
    yield mismatch.problem
