"""What holds for any notebook source, and for any way in which its output comes in pieces."""

import itertools
import os
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arm.runtime.notebooks.log import Log
from arm.runtime.process import python_cells
from arm.runtime.process.cells import Source, split

TEXT = st.text(st.sampled_from("ab %!#'\"\\\n()=1:") | st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
LINES = st.lists(
    st.sampled_from(["# COMMAND ----------", "# MAGIC %md", "# MAGIC", "# DBTITLE 1,x"]) | TEXT, max_size=8
)


@given(LINES)
def test_every_line_of_a_source_belongs_to_one_cell(lines):
    """Cells follow each other without a gap but for the separators, and a line knows its cell."""
    source = "\n".join(["# Databricks notebook source", *lines])
    total = len(source.splitlines())
    cells = split(source)
    assert [cell.number for cell in cells] == list(range(1, len(cells) + 1))
    for cell, after in itertools.pairwise(cells):
        assert cell.line <= after.line - 1 <= total
    whole = Source("/n", source)
    for cell in cells:
        if cell.line <= total:
            assert whole.cell_at(cell.line) == cell.number


@given(LINES)
def test_any_cell_is_python_or_a_syntax_error(lines):
    """Magics anywhere, half of strings, brackets that nobody closes: nothing else comes of reading a cell."""
    for cell in split("\n".join(lines)):
        try:
            python_cells.parse(cell, "<n>")
        except (SyntaxError, ValueError) as error:  # ValueError: a null byte
            assert isinstance(error, SyntaxError) or "null" in str(error)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder for logs."""
    return tmp_path_factory.mktemp("logs")


@given(st.lists(st.text("abx", max_size=8).map(str.encode), max_size=8), st.sampled_from(["ab", "aba", "abxab", "b"]))
def test_a_secret_never_gets_through_whatever_pieces_it_comes_in(folder, pieces, secret):
    """The log is the whole text with each occurrence replaced, as if it had come in one piece."""
    log = Log(folder / "log.txt", 10_000)
    log.hide(secret)
    read, write = os.pipe()
    try:
        thread = log.pump(SimpleNamespace(stdout=os.fdopen(read, "rb", buffering=0)))
        for piece in pieces:
            os.write(write, piece)
    finally:
        os.close(write)
    thread.join()
    log.close()
    text = b"".join(pieces).decode()
    assert (folder / "log.txt").read_text(encoding="utf-8") == text.replace(secret, "[REDACTED]")
