"""The type of an activity, dataset, linked service, trigger and so on is one that the service has."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.rule import Problem, rule
from arm.rules.schema_check import Kind, Mismatch, mismatches


def _all(context: Context) -> list[Mismatch]:
    return mismatches(context, Kind.UNKNOWN)


@rule(
    Severity.ERROR,
    "A type is one of those in the service's own type definitions, spelled in their letter case.",
    over=_all,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories",
)
def check(context: Context, mismatch: Mismatch) -> Iterator[Problem]:
    """Types that there aren't."""
    yield mismatch.problem
