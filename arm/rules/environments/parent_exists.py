"""What an environment extends is there."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.item import listing, mapping
from arm.rules.overrides import override_files, parent_of
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "The file that `extends` names is there and does not lead back, and so are the ARM parameter files.",
    over=override_files,
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Parents that are missing or go round in a circle, and parameter files that are missing."""
    documents = context.overrides.documents
    if document not in documents.values():
        return
    parent = parent_of(document, documents)
    if parent is not None and parent not in documents:
        guess = did_you_mean(parent, documents.keys() - {document.path.stem})
        yield Problem(f'there is no "{parent}.json" to extend: {guess}', document, ("extends",))
    elif _goes_round(document, documents):
        yield Problem('"extends" goes round in a circle', document, ("extends",))
    for number, name in enumerate(listing(mapping(document.body).get("parameterFiles"))):
        if isinstance(name, str) and not (document.path.parent / name).is_file():
            yield Problem(f"there is no file {name}", document, ("parameterFiles", number))


def _goes_round(document: Document, documents: dict[str, Document]) -> bool:
    seen = {document.path.stem}
    name = parent_of(document, documents)
    while name is not None and name in documents:
        if name in seen:
            return True
        seen.add(name)
        name = parent_of(documents[name], documents)
    return False
