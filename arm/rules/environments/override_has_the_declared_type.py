"""An override's value is of the type that the template declares."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.overrides import override_files, values_in
from arm.rules.rule import Problem, rule
from arm.settings.variables import names_in
from arm.template.values import mismatch


@rule(
    Severity.ERROR,
    "A value has the type of its parameter. One that takes variables (`${NAME}`) is checked when they are known.",
    over=override_files,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/data-types",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Values of another type."""
    declared = context.exported.parameters
    for value in values_in(document, {}):
        if value.reference or value.name not in declared or names_in(value.value):
            continue
        wrong = mismatch(declared[value.name], value.value)
        if wrong:
            yield Problem(f'the parameter "{value.name}" {wrong}', document, value.path)
