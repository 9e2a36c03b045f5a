"""Every entry of the definition is one that ADF Studio reads."""

from collections.abc import Iterator

from arm import pointers
from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.definition_entries import definitions, entries
from arm.rules.document import Document
from arm.rules.rule import Problem, rule

# Those of Azure Resource Manager, and one that ADF Studio publishes as it is written.
_TYPES = ("string", "int", "bool", "array", "object", "securestring", "secureobject", "number")


@rule(
    Severity.ERROR,
    "A leaf reads <action>:<name>:<type>, the type one that parameters have; rules stand under a section that there "
    "is and, for linked services, datasets and credentials, under a type or `*`; an array of rules is [rules] or "
    "[rules, 'path']. ADF Studio overlooks what it can't read without a word, and publishes the value of "
    "development.",
    over=definitions,
    link="https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-resource-manager-custom-parameters",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Leaves and sections that do nothing because of how they are written."""
    for finding in context.exported.definition.findings:
        parts = pointers.split(finding.path)
        path = tuple(int(part) if part.isdecimal() else part for part in parts)
        yield Problem(finding.message, document, path)
    for entry in entries(document):
        type = str(entry.text).split(":")[2:3]
        if type and type[0] and type[0].casefold() not in _TYPES:
            told = f'"{type[0]}" is no type of a parameter: {did_you_mean(type[0], _TYPES)}'
            yield Problem(told, document, entry.path)
