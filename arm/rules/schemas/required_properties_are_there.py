"""A resource has the properties that its type needs."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.rule import Problem, rule
from arm.rules.schema_check import Kind, Mismatch, mismatches


def _all(context: Context) -> list[Mismatch]:
    return mismatches(context, Kind.REQUIRED)


@rule(
    Severity.ERROR,
    "What the service's own type definitions require is there: of activities (an empty text is none), of datasets, "
    "linked services, triggers and what stands in them.",
    over=_all,
    link="https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories",
)
def check(context: Context, mismatch: Mismatch) -> Iterator[Problem]:
    """Properties that are missing, at the object they belong in."""
    yield mismatch.problem
