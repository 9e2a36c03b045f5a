"""No entry is for a resource's name or dependencies."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.definition_entries import definitions, entries
from arm.rules.document import Document
from arm.rules.rule import Problem, rule
from arm.template.definition import BY_TYPE

_UNTOUCHED = ("name", "type", "apiVersion", "dependsOn")


@rule(
    Severity.WARNING,
    "Rules walk the whole resource: an entry for `name`, `type`, `apiVersion` or `dependsOn` makes a parameter of "
    "what must not differ between environments.",
    over=definitions,
    link="https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-resource-manager-custom-parameters",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Entries directly under a section, or under its type, for what names a resource."""
    for entry in entries(document):
        section, *inside = entry.path
        below = inside[1:] if str(section).rpartition("/")[2] in BY_TYPE else inside
        if below and below[0] in _UNTOUCHED and entry.text != "":
            yield Problem(
                f'an entry for "{below[0]}" makes the resource\'s identity a parameter', document, entry.path
            )
