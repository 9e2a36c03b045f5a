"""The Python that stands for a cell: each magic becomes a call, on the line where it stands."""

import ast
import re

from arm.runtime.process.cells import Cell

CALL = "__magic__"
# Magics that take all of their cell; every other one takes its line.
_WHOLE = {"fs", "md", "md-sandbox", "r", "run", "scala", "sh", "sql"}
_LINE = re.compile(r"(\s*)(?:%(%?[\w!-]+)|(!))[ \t]*(.*)")


def parse(cell: Cell, file: str) -> ast.Module:
    """A cell's Python, its lines numbered as in the notebook's source. SyntaxError as for any Python."""
    # Empty lines in front give every statement the line number it has in the notebook's source.
    return _parsed("\n" * (cell.line - 1) + _unindented(_text(cell)), file)


def _text(cell: Cell) -> str:
    if cell.magic in ("", "python"):
        return cell.text
    if cell.magic in _WHOLE or cell.magic.startswith("%"):
        text = cell.text.split("\n", cell.magic_line - cell.line)[-1]
        return "\n" * (cell.magic_line - cell.line) + _call("", cell.magic, text)
    lines = cell.text.split("\n")
    lines[cell.magic_line - cell.line] = f"%{cell.magic} {lines[cell.magic_line - cell.line]}"
    return "\n".join(lines)


def _unindented(text: str) -> str:
    """The text without the indentation of its first line, as notebooks take it."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    indentation = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(indentation) for line in text.split("\n")) if indentation else text


def _parsed(text: str, file: str) -> ast.Module:
    """The text as Python. Where it isn't any because a line is a magic (`%pip …`, `!ls`), that line is one.

    Only a line that Python can't read counts: in `(a\\n % b)` the second is none.
    """
    while True:
        try:
            return ast.parse(text, file)
        except SyntaxError as error:
            lines = text.split("\n")
            at = (error.lineno or 0) - 1
            found = _LINE.fullmatch(lines[at]) if 0 <= at < len(lines) else None
            if not found:
                raise
            last = at
            while lines[last].endswith("\\") and last + 1 < len(lines):
                last += 1
            joined = " ".join([found[4], *lines[at + 1 : last + 1]]).replace("\\", " ") if last > at else found[4]
            lines[at : last + 1] = [_call(found[1], found[2] or found[3], joined), *[""] * (last - at)]
            text = "\n".join(lines)


def _call(indentation: str, name: str, text: str) -> str:
    return f"{indentation}{CALL}({name!r}, {text.strip()!r})"
