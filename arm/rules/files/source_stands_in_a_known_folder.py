"""JSON files stand where ADF looks for them."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.factory.kinds import ENDPOINT_FOLDER, KINDS
from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.document import Document
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources, shown

_FOLDERS = (*(kind.folder for kind in KINDS), "factory")
# What Studio's own users keep beside the sources.
_OTHERS = ("linkedTemplates", "globalParameters", ENDPOINT_FOLDER)


@rule(
    Severity.WARNING,
    "A folder that is called nearly like one of ADF's (pipeline, dataset, linkedService, trigger …) holds sources "
    "that nothing reads.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/source-control",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Folders with a misspelt name, letter case included."""
    for folder in sorted(path for path in sources.root.iterdir() if path.is_dir()):
        if folder.name in (*_FOLDERS, *_OTHERS) or not any(folder.glob("*.json")):
            continue
        guess = did_you_mean(folder.name, _FOLDERS)
        if guess.startswith("did"):
            document = Document(folder, shown(folder))
            yield Problem(f'nothing reads the folder "{folder.name}": {guess}', document)
