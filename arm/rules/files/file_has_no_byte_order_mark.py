"""A source starts with its JSON."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.overrides import json_files
from arm.rules.rule import Problem, rule

_MARK = b"\xef\xbb\xbf"


@rule(
    Severity.WARNING,
    "A file has no byte order mark: ADF Studio writes none, and not every reader of JSON overlooks it.",
    over=json_files,
    link="https://www.rfc-editor.org/rfc/rfc8259#section-8.1",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Files that start with one."""
    if document.data.startswith(_MARK):
        yield Problem("the file starts with a byte order mark", document, place=(1, 1))
