"""Every file of the factory is a JSON object."""

from collections.abc import Iterator

from arm.errors import SourceError
from arm.findings import Severity
from arm.rules.context import Context, documents
from arm.rules.document import Document
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "A file of the factory is UTF-8 and holds one JSON object. Of a broken definition file ADF Studio says nothing: "
    "it applies its default rules.",
    over=documents,
    link="https://learn.microsoft.com/azure/data-factory/source-control",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Broken JSON with the line and column where it breaks."""
    if document.error is not None:
        error = document.error
        message = error.reason if isinstance(error, SourceError) else error.message
        yield Problem(message, document, place=document.broken_at)
    elif not isinstance(document.body, dict):
        yield Problem("not a JSON object", document, place=(1, 1))
