"""Databricks `.py` source notebooks, taken apart into cells.

Format: https://learn.microsoft.com/azure/databricks/notebooks/notebook-export-import#source-format.
"""

import re
from dataclasses import dataclass, field

HEADER = "# Databricks notebook source"
_SEPARATOR = re.compile(r"# COMMAND -+\s*")
_MAGIC_LINE = re.compile(r"# MAGIC ?(.*)")
_MAGIC = re.compile(r"\s*%(%?[\w!-]*)[ \t]*")


@dataclass(frozen=True)
class Cell:
    """One cell: `number` counts from 1 as Databricks shows it, `line` is its first line in the source.

    `magic` is the word after the % that it begins with, empty for plain Python; `magic_line` is the line in the
    source where that stands. `text` has the comment marks taken off, and the magic of a cell that has one.
    """

    number: int
    line: int
    magic: str
    text: str
    magic_line: int = field(default=0, compare=False)

    @property
    def lines(self) -> range:
        """Its lines in the source."""
        return range(self.line, self.line + self.text.count("\n") + 1)


class Source:
    """A notebook's source: its workspace path, its cells, and the file name that its code is compiled under."""

    def __init__(self, path: str, text: str, file: str = "") -> None:
        self.path = path
        self.cells = split(text)
        self.file = file or f"<{path}>"  # the mark keeps anybody from looking for a file
        self.text = text.removeprefix("\ufeff")
        self._lines = self.text.splitlines()

    def cell_at(self, line: int) -> int:
        """The number of the cell that a line belongs to."""
        return max((cell.number for cell in self.cells if cell.line <= line), default=1)

    def line(self, number: int | None) -> str:
        """The text of a line without its indentation; empty for one that isn't there."""
        return self._lines[number - 1].strip() if number and number <= len(self._lines) else ""

    def first_line(self, cell: Cell) -> int:
        """The first line of a cell that holds more than a comment, else its first line."""
        found = (n for n in cell.lines if (text := self.line(n)) and (n == cell.magic_line or text[0] != "#"))
        return next(found, cell.line)


def split(source: str) -> list[Cell]:
    """The cells of a notebook's source (any line ends, with or without a byte order mark)."""
    lines = source.removeprefix("\ufeff").splitlines()
    first = 1 if lines and lines[0].strip() == HEADER else 0
    starts = [first] + [index + 1 for index, line in enumerate(lines) if _SEPARATOR.fullmatch(line)]
    ends = [start - 1 for start in starts[1:]] + [len(lines)]
    return [
        _cell(number, start + 1, lines[start:end])
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


def _cell(number: int, line: int, lines: list[str]) -> Cell:
    """A cell that has a magic begins with it, but for comments: its title, or the environment it asks for."""
    told = (index for index, text in enumerate(lines) if text.strip() and not _is_comment(text))
    at = next(told, 0)
    first = _MAGIC_LINE.match(lines[at]) if lines else None
    magic = _MAGIC.match(first[1]) if first else None
    if not magic:
        return Cell(number, line, "", "\n".join(lines))
    # Lines above the magic become empty, so that line numbers stay what they are in the source; below it, not every
    # tool marks each line.
    bare = [found[1] if (found := _MAGIC_LINE.match(text)) else text for text in lines[at:]]
    bare = [""] * at + bare
    return Cell(number, line, magic[1], "\n".join(bare).replace(magic[0], "", 1), line + at)


def _is_comment(text: str) -> bool:
    magic = _MAGIC_LINE.match(text)
    return text.startswith("#") and not (magic and _MAGIC.match(magic[1]))
