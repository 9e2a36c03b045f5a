"""A notebook is Python."""

import ast
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.notebook import Notebook
from arm.rules.rule import Problem, rule


def _all(context: Context) -> list[Notebook]:
    return list(context.notebooks.by_path.values())


@rule(
    Severity.ERROR,
    "The source of a notebook is UTF-8 and parses as Python; other languages stand behind `# MAGIC`.",
    over=_all,
    link="https://learn.microsoft.com/azure/databricks/notebooks/notebook-export-import",
)
def check(context: Context, notebook: Notebook) -> Iterator[Problem]:
    """Where the notebook stops being Python."""
    if notebook.document.data and not notebook.document.text:
        yield Problem("not UTF-8", notebook.document)
        return
    try:
        ast.parse(notebook.document.text)
    except SyntaxError as error:
        place = (error.lineno or 1, error.offset or 1)
        yield Problem(f"not Python: {error.msg}", notebook.document, place=place)
    except ValueError as error:
        yield Problem(f"not Python: {error}", notebook.document)
