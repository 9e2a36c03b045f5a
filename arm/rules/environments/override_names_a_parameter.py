"""An override is for a parameter that the template declares."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.guess import guessed
from arm.rules.overrides import override_files, values_in
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "A value is given to a parameter that the template declares: Resource Manager refuses one that it doesn't know.",
    over=override_files,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Unknown parameters, with the one that may be meant."""
    declared = context.exported.parameters
    for value in values_in(document, {}):
        broken = any(value.name.casefold().startswith(f"{name}_") for _, name in context.broken)
        if value.name not in declared and not broken:
            told = guessed(f'the template declares no parameter "{value.name}"', value.name, declared)
            path = ("parameters", value.name)
            yield Problem(told, document, path)
