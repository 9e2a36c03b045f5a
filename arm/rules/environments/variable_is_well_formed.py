"""A variable in an override file is one that is replaced."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.document import Document
from arm.rules.item import mapping, walk
from arm.rules.overrides import override_files
from arm.rules.rule import Problem, rule

_MACRO = re.compile(r"\$\(([A-Za-z_][\w.]*)\)")
_BROKEN = re.compile(r"\$\{(?![A-Za-z_][A-Za-z0-9_]*\})[^}]*\}?")


@rule(
    Severity.ERROR,
    "A variable of the process environment reads `${NAME}`: letters, digits and underscores. `$(NAME)`, a macro of "
    "Azure Pipelines, is replaced nowhere in these files and would be deployed as it stands.",
    over=override_files,
    link="https://learn.microsoft.com/azure/devops/pipelines/process/variables",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Texts that look like a variable and are none."""
    for path, text in walk(mapping(document.body), ()):
        if not isinstance(text, str) or "$" not in text or path[-1] == "description":
            continue
        if macro := _MACRO.search(text):
            yield Problem(f"nothing replaces {macro[0]} here: write ${{{macro[1]}}}", document, path)
        elif broken := _BROKEN.search(text):
            yield Problem(f"{broken[0]!r} is no variable: it reads ${{NAME}}", document, path)
