"""Magics of cells and of lines: what they do, and what a local run says it doesn't have."""

import pytest

from arm.runtime.process.magics import with_widgets
from tests.runtime.notebook_sources import cells, magic


def test_magics_for_readers_and_for_open_notebooks_do_nothing(azure):
    """Text, titles, environment headers, and what concerns the browser only."""
    source = cells(
        "# /// script\n# [tool.databricks.environment]\n# ///\n" + magic("%md\n# Title"),
        "# DBTITLE 1,Setup\n" + magic(" %md-sandbox\n<b>x</b>"),
        magic("%load_ext autoreload\n%autoreload 2"),
        "x = 1\n%matplotlib inline\ny = (x\n % 2)",
        "\n  if x:\n    y = 1\n",
        magic("%python") + "\nz = x + y",
        magic("%restart_python"),
        "dbutils.library.restartPython()\ndbutils.notebook.exit(z)",
    )
    assert azure.notebook(source).exit_value == "2"


def test_requirements_that_are_met_are_nothing_to_do(azure, tmp_path):
    """Whatever way they are written in; the rest of the cell is run."""
    (tmp_path / "requirements.txt").write_text(
        "# all\nnumpy  # numbers\n-c limits.txt\npandas>=2; python_version > '3'\n", encoding="utf-8"
    )
    source = cells(
        magic(f"%pip install -q -U 'pandas>=2' numpy --index-url https://example.org -r {tmp_path}/requirements.txt"),
        magic("%pip install pandas \\\n  numpy\n%pip install 'no-such; python_version < \"3\"'\nx = 1"),
        "dbutils.notebook.exit(x)",
    )
    assert azure.notebook(source).exit_value == "1"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "%pip install pandas no-such-thing==1.0 numpy<1",
            "a local run installs nothing, and no-such-thing==1.0 isn't installed here (python -m pip install "
            "'no-such-thing==1.0' where notebooks run); numpy<1 is wanted, but numpy ",
        ),
        ("%pip install -e .", "can't tell whether . is installed"),
        ("%pip install /Volumes/a/b/c/no_such-1.0-py3-none-any.whl", "no_such-1.0-py3-none-any.whl isn't installed"),
        ("%pip install -r ../requirements.txt", "finds no file of requirements ../requirements.txt"),
        ("%pip uninstall -y pandas", "a local run changes nothing that is installed: %pip uninstall isn't done"),
    ],
)
def test_requirements_that_arent_met_are_named(azure, line, told):
    """All of them in one message: nothing is installed behind anybody's back."""
    message = azure.notebook(magic(line)).error["message"]
    assert f"cell 1, line 1 `# MAGIC {line}`: RequirementNotMet: " in message
    assert told in message


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        (magic("%sh\nls"), 2, "a local run has no shell"),
        (magic("%scala\nval x = 1"), 2, "a local run has no %scala (it has Python and %autoreload"),
        (magic("%r\nx <- 1"), 2, "a local run has no %r "),
        (magic("%%time\nx = 1"), 2, "a local run has no %%time"),
        ("x = 1\n%timeit x + 1", 3, "a local run has no %timeit"),
        ("if True:\n    !ls -la 'x", 3, "a local run has no shell"),
        ("x = [1\n!ls", 2, "SyntaxError: '[' was never closed"),
        (magic("%sql select 1"), 2, "SparkNotThere: a local run has no Spark here"),
    ],
)
def test_what_isnt_there_fails_and_says_its_name(azure, source, line, told):
    """With its cell and its line."""
    error = azure.notebook(cells(source)).error
    assert (error["cell"], error["line"]) == (1, line)
    assert told in error["message"]


def test_a_magic_fails_when_it_is_reached_not_before(azure):
    """The lines above it have run."""
    result = azure.notebook("print('ran')\n%time 1")
    assert result.log.read_text(encoding="utf-8").startswith("ran\n")


@pytest.mark.parametrize(
    ("statement", "expected", "args"),
    [
        ("select * from t where p = '${name}' and q in ($list)", "select * from t where p = 'a' and q in (1,2)", {}),
        ("where d >= getArgument(\"name\") and e = getargument( 'quote' )", "where d >= 'a' and e = 'it\\'s'", {}),
        ("select :name, cast(x::int as string), '$none', ${none}", None, {"name": "a"}),
    ],
)
def test_sql_takes_widgets_as_on_databricks(statement, expected, args):
    """The three older ways are written into the statement, markers are given beside it; what is no widget stays."""
    values = {"name": "a", "list": "1,2", "quote": "it's", "int": "no marker"}
    assert with_widgets(statement, values) == (expected or statement, args)


def test_file_commands_are_those_of_dbutils(azure):
    """%fs takes them as on a command line, and displays what they give."""
    source = cells(
        magic("%fs mkdirs /tmp/a"),
        magic("%fs put /tmp/a/x.txt 'some text'"),
        magic("%fs cp -r /tmp/a dbfs:/tmp/b"),
        magic("%fs\nls /tmp/b"),
        magic("%fs frobnicate /tmp"),
    )
    result = azure.notebook(source)
    assert "FileInfo(path='dbfs:/tmp/b/x.txt', name='x.txt', size=9" in result.log.read_text(encoding="utf-8")
    assert "dbutils.fs.frobnicate isn't there" in result.error["message"]
