"""Notebook sources taken apart, and their functions loaded without running them."""

import pytest

from arm.runtime.definitions import load_definitions
from arm.runtime.process.cells import Cell, split

SOURCE = """# Databricks notebook source
# MAGIC %md
# MAGIC # Title

# COMMAND ----------

x = 1

# COMMAND ----------

# DBTITLE 1,A title
# MAGIC %sql select *
# MAGIC from t
"""


@pytest.mark.parametrize("shape", [str, lambda text: "\ufeff" + text.replace("\n", "\r\n")], ids=["lf", "bom-crlf"])
def test_cells_know_their_number_line_and_magic(shape):
    """Numbers count every cell, lines are those of the source, whatever its line ends."""
    assert split(shape(SOURCE)) == [
        Cell(1, 2, "md", "\n# Title\n"),
        Cell(2, 6, "", "\nx = 1\n"),
        Cell(3, 10, "sql", "\n\nselect *\nfrom t"),
    ]


def test_a_plain_script_is_one_cell():
    """Source without Databricks' marks runs as it is."""
    assert split("a = 1\nb = 2\n") == [Cell(1, 1, "", "a = 1\nb = 2")]


def test_a_comment_that_mentions_magic_is_python():
    """Only a cell that starts with a magic is one."""
    assert split("# MAGIC happens here\nx = 1")[0].magic == ""


def test_definitions_are_loaded_and_nothing_runs(tmp_path):
    """Imports, functions, classes and constants are there; widgets, writes and other assignments are not reached."""
    path = tmp_path / "nb.py"
    path.write_text(
        "# Databricks notebook source\nimport json\n# COMMAND ----------\n"
        "LIMIT: int = 3\n\ndef double(x):\n    return x * 2 + LIMIT\n\nclass Thing:\n    pass\n"
        "# COMMAND ----------\n# MAGIC %sql select 1\n# COMMAND ----------\n"
        "name = dbutils.widgets.get('x')\nprint(name)\nif name:\n    raise SystemExit\n",
        encoding="utf-8",
    )
    module = load_definitions(path)
    assert module.double(2) == 7
    assert module.json.dumps([1]) == "[1]"
    assert not hasattr(module, "name")
    assert module.Thing.__module__ == "notebook_nb"


def test_a_failing_function_shows_the_notebooks_own_line(tmp_path):
    """Line numbers in a traceback are those of the file."""
    path = tmp_path / "nb.py"
    path.write_text(
        "# Databricks notebook source\n# COMMAND ----------\ndef f():\n    return 1 / 0\n", encoding="utf-8"
    )
    with pytest.raises(ZeroDivisionError) as caught:
        load_definitions(path).f()
    assert caught.traceback[-1].lineno + 1 == 4
