"""The fixture `notebook` for users' tests, coverage of notebooks, and the page that shows them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from arm.errors import UsageError
from arm.runtime.notebooks.testing import NotebooksUnderTest
from tests.runtime.notebook_sources import cells, magic

ROOT = Path(__file__).resolve().parents[2]
CONTAINER = "abfss://c@account.dfs.core.windows.net"
PAGE = ROOT / "docs" / "testing-notebooks.md"


@pytest.fixture
def folder(tmp_path):
    """A folder of two notebooks that use each other."""
    source = tmp_path / "source"
    (source / "lib").mkdir(parents=True)
    (source / "lib" / "names.py").write_text(
        cells("import json", "LIMIT = 2\n\n\ndef double(x):\n    return x * LIMIT\n"), encoding="utf-8"
    )
    (source / "main.py").write_text(
        cells(
            magic("%run ./lib/names"),
            "dbutils.widgets.text('n', '1')\nn = int(getArgument('n'))",
            "def never(x):\n    return json.dumps(x)\n",
            "if n > 5:\n    print('large')\nelse:\n    print('small')",
            "open('/dbfs/tmp/out.txt', 'w').write(dbutils.secrets.get('kv', 'key'))\n"
            "dbutils.fs.put('abfss://c@account.dfs.core.windows.net/f/x.txt', 'x')\n"
            "dbutils.jobs.taskValues.set('n', dbutils.jobs.taskValues.get('before', 'n'))\n"
            "dbutils.notebook.exit(json.dumps({'n': double(n)}))",
        ),
        encoding="utf-8",
    )
    return source


def test_a_run_tells_everything_it_left(folder, tmp_path):
    """Exit value, JSON, log, files by the path that a notebook finds them at, task values; secrets are given."""
    notebooks = NotebooksUnderTest(folder, tmp_path / "work")
    notebooks.path("/tmp/old.txt").write_text("old", encoding="utf-8")
    run = notebooks.run("main", {"n": 4}, secrets={"kv": {"key": "hush"}}, task_values={"before": {"n": [1]}})
    assert (run.status, run.error, run.exit_value, run.json) == ("SUCCESS", "", '{"n": 8}', {"n": 8})
    assert run.log == "small\nWrote 1 bytes.\n"
    assert run.task_values == {"n": [1]}
    assert list(run.files) == ["/tmp/out.txt", "abfss://c@account.dfs.core.windows.net/f/x.txt"]
    assert run.files["/tmp/out.txt"].read_text(encoding="utf-8") == "hush"
    assert run.tables == {}


def test_a_mount_is_there_for_the_next_notebook(tmp_path):
    """And for the test that looks into it, until a notebook takes it away."""
    for name, text in (
        ("mount", f"dbutils.fs.mount('{CONTAINER}/sub', '/mnt/x')"),
        ("use", "dbutils.fs.put('/mnt/x/a.txt', 'a')\ndbutils.fs.unmount('/mnt/x')"),
        ("after", "dbutils.notebook.exit(len(dbutils.fs.mounts()))"),
    ):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    notebooks = NotebooksUnderTest(tmp_path, tmp_path / "work")
    assert notebooks.run("mount").error == ""
    assert notebooks.path("/mnt/x/a.txt") == notebooks.path(f"{CONTAINER}/sub/a.txt")
    run = notebooks.run("use")
    assert (run.error, list(run.files)) == ("", [f"{CONTAINER}/sub/a.txt"])
    assert notebooks.run("after").exit_value == "0"


def test_a_failed_run_shows_itself(folder, tmp_path):
    """Asking it for JSON tells why there is none, with the end of the log."""
    run = NotebooksUnderTest(folder, tmp_path / "work").run("main", {"n": 9})
    assert run.failure["cell"] == 5
    with pytest.raises(AssertionError, match=r"(?s)gave nothing.*FAILED notebook /main, cell 5.*large"):
        _ = run.json


def test_functions_come_with_those_of_the_notebooks_it_runs(folder, tmp_path):
    """Definitions and CONSTANTS of both; nothing was run, so nothing was printed or asked for."""
    module = NotebooksUnderTest(folder, tmp_path / "work").functions("main")
    assert module.double(4) == 8
    assert module.never([1]) == "[1]"
    assert not hasattr(module, "n")


def test_a_misspelt_notebook_is_told(folder, tmp_path):
    """With the one that was meant."""
    for ask in (NotebooksUnderTest(folder, tmp_path).run, NotebooksUnderTest(folder, tmp_path).functions):
        with pytest.raises(UsageError, match=r"there is no notebook lib/name in .*did you mean \"lib/names\""):
            ask("lib/name")


TEST = """
def test_small(notebook):
    assert notebook.run("main", {"n": 1}).failure["cell"] == 5

def test_function(notebook):
    assert notebook.functions("main").never(1) == "1"
"""


@pytest.mark.parametrize("branch", [False, True])
def test_coverage_counts_the_cells_of_notebooks(folder, tmp_path, branch):
    """Their own file and line numbers, those of %run included, what runs in the notebook's process and what in the
    test's; what never ran is missing."""
    (tmp_path / "test_it.py").write_text(TEST, encoding="utf-8")
    options = ["-p", "arm.pytest_plugin", "-p", "no:cacheprovider", "-q", "--rootdir", str(tmp_path)]
    (tmp_path / "conftest.py").write_text(
        "import pathlib, pytest\n\n@pytest.fixture(scope='session')\n"
        "def notebook_source():\n    return pathlib.Path(__file__).parent / 'source'\n",
        encoding="utf-8",
    )
    run = ["run", "--source", "source", *(["--branch"] if branch else []), "-m", "pytest", *options, "test_it.py"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    for arguments in (run, ["json", "-q", "-o", "report.json"]):
        done = subprocess.run(
            [sys.executable, "-m", "coverage", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "warning" not in (done.stdout + done.stderr).lower()
    files = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["files"]
    counted = {Path(name).name: (found["executed_lines"], found["missing_lines"]) for name, found in files.items()}
    # main.py: the secret that isn't given fails line 16; line 12 prints "large".
    assert counted["main.py"] == ([4, 5, 7, 8, 11, 14, 16], [12, 17, 18, 19])
    assert counted["names.py"] == ([2, 4, 7], [8])


def test_the_page_runs_as_it_stands(tmp_path):
    """Every example of the page is a test that passes."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "test_page.py"
    file.write_text("\n\n".join(blocks), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "arm.pytest_plugin", "--rootdir", str(ROOT), str(file)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert "4 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["fs", "secrets", "widgets", "notebook", "jobs", "data"])
def test_the_page_names_each_part_of_dbutils(name):
    """What a notebook finds is written down."""
    assert f"dbutils.{name}" in PAGE.read_text(encoding="utf-8")
