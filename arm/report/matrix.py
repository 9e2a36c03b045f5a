"""A matrix in the format that is asked for: text, Markdown or HTML."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from arm.report.documents import deliver
from arm.report.matrix_html import as_html
from arm.report.matrix_markdown import as_markdown
from arm.report.matrix_text import as_text

if TYPE_CHECKING:
    from arm.commands.matrix import Matrix

FORMATS: dict[str, Callable[["Matrix", bool], str]] = {
    "text": lambda result, only: as_text(result, only_differences=only),
    "markdown": lambda result, only: as_markdown(result, only_differences=only),
    "html": lambda result, only: as_html(result, only_differences=only),
}


def publish(result: "Matrix", format: str, output: Path | None, *, only_differences: bool) -> str:
    """What to print on stdout: the matrix, or where it was written."""
    return deliver(FORMATS[format](result, only_differences), output)
