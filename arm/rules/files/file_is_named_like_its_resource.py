"""A source file is called like the resource in it."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, named_documents
from arm.rules.document import Document
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "A resource stands in <name>.json: ADF Studio finds it by its file, and refuses to load one that is called "
    "otherwise.",
    over=named_documents,
    link="https://learn.microsoft.com/azure/data-factory/source-control",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """A file whose name differs from the resource's, letter case included."""
    stem, name = document.path.stem, document.body["name"]
    if stem != name:
        yield Problem(f'the file is called "{stem}.json", the resource in it "{name}"', document, ("name",))
