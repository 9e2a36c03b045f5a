"""Every entry of the definition matches something."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.definition_entries import Entry, definitions, entries, matches, of_the_defaults
from arm.rules.document import Document
from arm.rules.rule import Problem, rule
from arm.template.naming import parse_leaf


@rule(
    Severity.WARNING,
    "An entry makes a parameter of some resource; entries copied from ADF's default rules may match nothing.",
    over=definitions,
    link="https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-resource-manager-custom-parameters",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Entries that match no property of any resource."""
    if context.broken or context.exported.refused:
        return  # what an entry makes can't be told
    made, defaults = matches(context), of_the_defaults()
    unread = {finding.path for finding in context.exported.definition.findings}
    for entry in entries(document):
        known = entry.text == "" or (entry.pointer, str(entry.text)) in defaults
        dead = any(entry.pointer == path or entry.pointer.startswith(f"{path}/") for path in unread)
        if not known and not dead and not made[entry.pointer] and not _is_secret(entry):
            yield Problem(f'"{entry.text}" matches no property of any resource', document, entry.path)


def _is_secret(entry: Entry) -> bool:
    """A secret is a parameter whatever the rules say: an entry for it declares nothing new."""
    leaf = parse_leaf(entry.text, entry.pointer) if isinstance(entry.text, str) else None
    return leaf is not None and leaf.action == "|"
