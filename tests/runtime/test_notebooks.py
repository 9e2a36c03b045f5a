"""Notebooks in real processes: what they find there, how they end, and what is told when they fail."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from arm.runtime import Limits, run_notebook
from arm.runtime.children import minimal_environment
from tests.runtime.notebook_sources import cells


def test_cells_share_their_names_and_the_exit_value_comes_back(azure):
    """Cells run in order in one namespace; what is printed goes to the log, and no cell runs after the exit."""
    result = azure.notebook(
        cells(
            "# MAGIC %md\n# MAGIC text",
            "x = 20\nprint('prints')",
            "def f():\n    return x + 1",
            "f()",
            "dbutils.notebook.exit(f())",
            "raise RuntimeError",
        )
    )
    assert (result.status, result.exit_value, result.error) == ("SUCCESS", "21", None)
    assert result.log.read_text(encoding="utf-8").splitlines() == ["prints", "21"]


def test_a_notebook_without_exit_succeeds_without_a_value(azure):
    """The end of the last cell is a good end."""
    result = azure.notebook("1 + 1")
    assert (result.status, result.exit_value) == ("SUCCESS", None)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            cells("x = 0", "def f(n):\n    return 1 / n", "f(x)"),
            "cell 3, line 7 `f(x)`, in cell 2, line 5 `return 1 / n`: ZeroDivisionError: division by zero",
        ),
        (
            cells("1", "int('x')"),
            "cell 2, line 4 `int('x')`: ValueError: invalid literal for int() with base 10: 'x'",
        ),
        (cells("x = (\n"), "cell 1, line 2 `x = (`: SyntaxError: '(' was never closed"),
        ("class Odd(Exception):\n    pass\nraise Odd('a\\nb')", "cell 1, line 3 `raise Odd('a\\nb')`: Odd: a b"),
        ("raise SystemExit(3)", "cell 1, line 1 `raise SystemExit(3)`: SystemExit: 3"),
        (
            "import json\njson.loads('')",
            "cell 1, line 2 `json.loads('')`: json.decoder.JSONDecodeError: Expecting value: line 1 column 1 "
            "(char 0)",
        ),
        (
            "spark.read.csv('x')",
            "cell 1, line 1 `spark.read.csv('x')`: SparkNotThere: a local run has no Spark here: pyspark isn't "
            "installed where notebooks run (use pandas, install pyspark, or run this notebook on a cluster)",
        ),
        (
            "dbutils.fs.frobnicate('x')",
            "cell 1, line 1 `dbutils.fs.frobnicate('x')`: AttributeError: dbutils.fs.frobnicate isn't there in a "
            "local run (there are: cp, head, help, ls, mkdirs, mount, mounts, mv, put, refreshMounts, rm, unmount, "
            "updateMount)",
        ),
        (
            "dbutils.credentials.assumeRole('r')",
            "cell 1, line 1 `dbutils.credentials.assumeRole('r')`: AttributeError: dbutils.credentials isn't there "
            "in a local run (there are: data, fs, help, jobs, library, notebook, secrets, widgets)",
        ),
        (
            "dbutils.widgets.get('w')",
            "cell 1, line 1 `dbutils.widgets.get('w')`: InputWidgetNotDefined: no input widget named w is defined, "
            "and the run gave no parameter w",
        ),
        ("input()", "cell 1, line 1 `input()`: EOFError: EOF when reading a line"),
    ],
)
def test_a_failure_names_notebook_cell_line_and_the_tracebacks_last_line(azure, source, message):
    """One line to find the place by; the traceback without frames of ours is in the error and in the log."""
    result = azure.notebook(source)
    assert (result.status, result.exit_value) == ("FAILED", None)
    assert result.error["message"] == f"notebook /Shared/nb, {message}"
    assert "arm/runtime" not in result.error["traceback"].replace("\\", "/")
    assert result.error["traceback"].strip() in result.log.read_text(encoding="utf-8").replace("\r\n", "\n")


def test_a_notebook_that_isnt_there(azure):
    """A failed result with its path, as for any mistake of a notebook."""
    result = run_notebook("/Shared/none", {}, services=azure.services, work=azure.folder / "work")
    assert (result.status, result.error["message"]) == ("FAILED", "notebook /Shared/none isn't there: nothing to run")


def test_widgets_give_parameters_before_defaults(azure):
    """A parameter of the run wins; getArgument asks the same; a dropdown's default must be one of its choices."""
    source = (
        "import json\n"
        "dbutils.widgets.text('a', 'default')\n"
        "dbutils.widgets.dropdown('c', 'x', ['x', 'y'])\n"
        "dbutils.notebook.exit(json.dumps([dbutils.widgets.get('a'), getArgument('b'), getArgument('c'), "
        "getArgument('d', 'other')]))"
    )
    assert json.loads(azure.notebook(source, b="given").exit_value) == ["default", "given", "x", "other"]
    assert json.loads(azure.notebook(source, a="1", b="", c="y").exit_value) == ["1", "", "y", "other"]
    refused = azure.notebook("dbutils.widgets.dropdown('c', 'z', ['x'])")
    assert "none of its choices" in refused.error["message"]


def test_the_process_gets_nothing_of_ours(azure, monkeypatch):
    """No variable of our environment, no module of ours, no argument: a planted secret stands nowhere in it."""
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "planted-secret")
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    source = (
        "import json, os, sys\n"
        "dbutils.notebook.exit(json.dumps({'names': sorted(os.environ), 'values': list(os.environ.values()),"
        " 'ours': [name for name in sys.modules if name.startswith('arm')], 'arguments': sys.orig_argv,"
        " 'path': sys.path}))"
    )
    seen = json.loads(azure.notebook(source, password="planted-parameter").exit_value)
    assert set(seen["names"]) <= minimal_environment(Path()).keys() | {"LC_CTYPE"}
    assert "AZURE_CLIENT_SECRET" not in seen["names"]
    assert "planted" not in json.dumps(seen)
    assert seen["ours"] == []
    assert str(Path.cwd()) not in seen["path"]


def test_its_log_and_result_are_for_their_owner_alone(azure):
    """The folder of a run isn't open to other users of the machine."""
    result = azure.notebook("print(1)")
    if os.name != "nt":
        assert result.log.parent.stat().st_mode & 0o077 == 0


def test_prints_cant_pass_for_a_result(azure):
    """A notebook that prints what a result looks like, and writes to its descriptors, still ends as it ends."""
    source = (
        "import json, os, sys\n"
        "told = json.dumps({'status': 'SUCCESS', 'exit_value': 'forged', 'error': None})\n"
        "print(told, flush=True)\n"
        "for descriptor in (1, 2):\n    os.write(descriptor, told.encode())\n"
        "raise ValueError('really')"
    )
    result = azure.notebook(source)
    assert (result.status, result.exit_value) == ("FAILED", None)
    assert result.error["message"].endswith("ValueError: really")


def test_dbfs_paths_lead_to_mounts_for_everything_that_opens_files(azure):
    """open, os, pathlib, glob, shutil and pandas with Parquet see /dbfs/mnt/raw; dbutils.fs sees the same files."""
    (azure.container("raw") / "in.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    source = """
import bz2, glob, json, os, shutil
from pathlib import Path
import pandas as pd
import pyarrow.parquet as pq

table = pd.read_csv("/dbfs/mnt/raw/in.csv")
folder = Path("/dbfs/mnt/prepared/new")
folder.mkdir(parents=True)
table.to_parquet(folder / "t.parquet")
with open("/dbfs/mnt/prepared/note.txt", "w") as stream:
    stream.write("note")
os.rename("/dbfs/mnt/prepared/note.txt", "/dbfs/mnt/prepared/new/note.txt")
shutil.copy("/dbfs/mnt/raw/in.csv", "/dbfs/mnt/prepared/copy.csv")
with bz2.open("/dbfs/mnt/prepared/small.bz2", "wt") as stream:
    stream.write("small")
dbutils.fs.put("dbfs:/tmp/scratch.txt", "scratch")
dbutils.notebook.exit(json.dumps({
    "read": pd.read_parquet("/dbfs/mnt/prepared/new/t.parquet").to_dict("records"),
    "rows": pq.read_table("/dbfs/mnt/prepared/new/t.parquet").num_rows,
    "exists": [os.path.exists("/dbfs/mnt/raw/in.csv"), Path("/dbfs/mnt/raw/none").exists()],
    "glob": [Path(name).name for name in glob.glob("/dbfs/mnt/raw/*.csv")],
    "rglob": [path.name for path in Path("/dbfs/mnt/prepared").rglob("*.parquet")],
    "walk": [folder for folder, _, _ in os.walk("/dbfs/mnt/prepared")],
    "mounts": sorted(os.listdir("/dbfs/mnt")),
    "ls": [entry.name for entry in dbutils.fs.ls("/mnt/prepared")],
    "head": dbutils.fs.head("dbfs:/mnt/prepared/new/note.txt"),
    "scratch": Path("/dbfs/tmp/scratch.txt").read_text(),
    "up": Path("/dbfs/mnt/raw/../raw/in.csv").exists(),
}))
"""
    result = azure.notebook(source)
    assert result.error is None
    assert json.loads(result.exit_value) == {
        "read": [{"a": 1, "b": 2}],
        "rows": 1,
        "exists": [True, False],
        "glob": ["in.csv"],
        "rglob": ["t.parquet"],
        "walk": ["/dbfs/mnt/prepared", "/dbfs/mnt/prepared/new"],
        "mounts": ["prepared", "raw"],
        "ls": ["copy.csv", "new/", "small.bz2"],
        "head": "note",
        "scratch": "scratch",
        "up": True,
    }
    assert (azure.container("prepared") / "new" / "note.txt").read_text(encoding="utf-8") == "note"
    assert (azure.folder / "work" / "dbfs" / "tmp" / "scratch.txt").exists()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("while True:\n    pass", "it ran longer than 1 s"),
        (
            "import os, sys\nprint('x', flush=True)\nos._exit(5)",
            "its process ended before the notebook did, with exit",
        ),
    ],
)
def test_a_notebook_that_doesnt_come_to_its_end_says_how_far_it_got(azure, source, told):
    """The cell it was at and what ended it."""
    result = azure.notebook(cells("x = 1", source), timeout=1)
    assert result.status == "FAILED"
    assert result.error["message"].startswith("notebook /Shared/nb, cell 2")
    assert told in result.error["message"]
    assert (result.error["cell"], result.error["line"] in (4, 5)) == (2, True)


def test_a_notebook_that_prints_without_end_is_ended_and_its_log_bounded(azure):
    """As on Databricks too much output fails the run; the log holds no more than the limit."""
    azure.settings["limits"] = Limits(output=1_000_000)
    result = azure.notebook("while True:\n    print('x' * 1000)")
    assert result.error["message"].startswith("notebook /Shared/nb, cell 1, line ")
    assert result.error["message"].endswith(": it printed more than 1 MB")
    assert 0 <= result.log.stat().st_size - 1_000_000 < 100
    assert result.log.read_bytes().endswith(b"[cut: a run's log holds 1 MB]\n")


def alive(pid: int) -> bool:
    """Whether a process still runs; one that waits to be collected by its parent doesn't."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and ") Z " in stat.read_text(encoding="utf-8"))


def ends_soon(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(200):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


CHILD = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
    "open('/dbfs/mnt/raw/pid', 'w').write(str(child.pid))\n"
)


@pytest.mark.skipif(os.name == "nt", reason="asks the system for processes in the way of POSIX")
@pytest.mark.parametrize("end", ["time.sleep(300)", "pass", "raise ValueError"])
def test_what_a_notebook_started_ends_with_it(azure, end):
    """Cancelled, succeeded or failed: no process of it is left."""
    cancelled = threading.Event()
    azure.notebooks["/Shared/nb"] = CHILD + end
    services = azure.services
    threading.Timer(1, cancelled.set).start()
    result = run_notebook("/Shared/nb", {}, services=services, work=services.work, cancelled=cancelled)
    expected = {"time.sleep(300)": "the run was cancelled", "pass": "", "raise ValueError": "ValueError"}[end]
    assert expected in (result.error or {}).get("message", "")
    assert ends_soon(int((azure.container("raw") / "pid").read_text(encoding="utf-8")))


@pytest.mark.skipif(os.name == "nt", reason="asks the system for processes in the way of POSIX")
def test_a_notebook_ends_when_what_runs_it_is_killed(azure, tmp_path):
    """Nothing runs on that nobody waits for, not even after a kill that leaves no time to clean up."""
    raw = azure.container("raw")
    (tmp_path / "nb.py").write_text(CHILD + "time.sleep(300)", encoding="utf-8")
    runner = (
        "import sys\nfrom pathlib import Path\nfrom arm.runtime import Services, run_notebook\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "services = Services(lambda name: folder, lambda path: (folder / 'nb.py').read_text(), "
        f"{{'/mnt/raw': Path({str(raw)!r})}}, folder / 'work', sys.executable)\n"
        "run_notebook('/nb', {}, services=services, work=folder / 'work')\n"
    )
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", runner], cwd=root)
    while not (raw / "pid").exists() or not (raw / "pid").read_text(encoding="utf-8"):
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert ends_soon(int((raw / "pid").read_text(encoding="utf-8")))
