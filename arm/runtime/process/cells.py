"""Databricks `.py` source notebooks, taken apart into cells.

Format: https://learn.microsoft.com/azure/databricks/notebooks/notebook-export-import#source-format.
"""

import re
from dataclasses import dataclass

HEADER = "# Databricks notebook source"
_SEPARATOR = re.compile(r"# COMMAND -+\s*")
_MAGIC_LINE = re.compile(r"# MAGIC ?(.*)")
_MAGIC = re.compile(r"%(\w+)[ \t]*")
_TITLE = "# DBTITLE"


@dataclass(frozen=True)
class Cell:
    """One cell: `number` counts from 1 as Databricks shows it, `line` is its first line in the source.

    `magic` is the word after %, empty for plain Python; `text` is a magic's own text, its comment marks taken off.
    """

    number: int
    line: int
    magic: str
    text: str


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
    told = [text for text in lines if text.strip() and not text.startswith(_TITLE)]
    first = _MAGIC_LINE.match(told[0]) if told else None
    magic = _MAGIC.match(first[1]) if first else None
    if not magic:
        return Cell(number, line, "", "\n".join(lines))
    # Lines that aren't part of the magic become empty, so that line numbers stay what they are in the source.
    bare = [found[1] if (found := _MAGIC_LINE.match(text)) else "" for text in lines]
    return Cell(number, line, magic[1], "\n".join(bare).replace(magic[0], "", 1))
