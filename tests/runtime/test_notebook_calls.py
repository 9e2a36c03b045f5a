"""Notebooks that run each other, by %run and by dbutils.notebook.run, and hand values on."""

import json
import sys

import pytest

from arm.runtime import run_notebook
from arm.runtime.notebooks import run
from tests.runtime.notebook_sources import cells, magic

LIBRARY = cells(
    "dbutils.widgets.text('mode', 'default')",
    "mode = dbutils.widgets.get('mode')\n\ndef share(a, b):\n    return a / b",
)


def test_run_shares_its_names_and_takes_arguments(azure):
    """What a notebook run by %run defines is there afterwards; its arguments are its widgets, and go with it."""
    azure.notebooks |= {"/Shared/inner/lib": LIBRARY, "/Users/me/lib": LIBRARY}
    source = cells(
        magic('%run ./inner/lib $mode="fast one"'),
        "first = mode",
        magic("%run /Users/me/lib"),
        "import json\ndbutils.notebook.exit(json.dumps([first, mode, share(1, 2), dbutils.widgets.get('mode')]))",
    )
    assert json.loads(azure.notebook(source).exit_value) == ["fast one", "default", 0.5, "default"]


@pytest.mark.parametrize(
    ("line", "mode"),
    [
        ('%run "./inner/with space" $mode = x', "x"),
        ("%run ../Shared/lib $other='1' $mode='two words'", "two words"),
        ("%run lib", "default"),
    ],
)
def test_run_reads_paths_and_arguments_as_people_write_them(azure, line, mode):
    """Quoted paths, steps upwards, spaces around =, and a bare name for a neighbour."""
    azure.notebooks |= {"/Shared/lib": LIBRARY, "/Shared/inner/with space": LIBRARY}
    assert azure.notebook(cells(magic(line), "dbutils.notebook.exit(mode)")).exit_value == mode


def test_paths_are_relative_to_the_notebook_that_names_them(azure):
    """A notebook that is run by %run finds its own neighbours."""
    azure.notebooks |= {"/Shared/a/one": magic("%run ./two"), "/Shared/a/two": "found = 2"}
    assert azure.notebook(cells(magic("%run ./a/one"), "dbutils.notebook.exit(found)")).exit_value == "2"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            cells(magic("%run ./lib"), "share(1, 0)"),
            "cell 2, line 4 `share(1, 0)`, in notebook /Shared/lib, cell 2, line 7 `return a / b`: "
            "ZeroDivisionError: division by zero",
        ),
        (
            cells("x = 1", magic("%run ./bad")),
            "cell 2, line 4 `# MAGIC %run ./bad`, notebook /Shared/bad, cell 2, line 4 `int('x')`: ValueError: "
            "invalid literal for int() with base 10: 'x'",
        ),
        (
            magic("%run ./round"),
            "cell 1, line 1 `# MAGIC %run ./round`, notebook /Shared/round, cell 1, line 1 `# MAGIC %run ./nb`: "
            "CircularRun: %run goes in a circle: /Shared/nb → /Shared/round → /Shared/nb",
        ),
        (
            magic("%run ./none"),
            "cell 1, line 1 `# MAGIC %run ./none`: NotebookNotFound: notebook /Shared/none isn't there: nothing to "
            "run",
        ),
        (magic("%run"), "cell 1, line 1 `# MAGIC %run`: ValueError: %run names no notebook"),
    ],
)
def test_a_failure_names_each_notebook_on_the_way(azure, source, message):
    """From the notebook that was started to the line that failed."""
    azure.notebooks |= {
        "/Shared/lib": LIBRARY,
        "/Shared/bad": cells("x = 1", "int('x')"),
        "/Shared/round": magic("%run ./nb"),
    }
    assert azure.notebook(source).error["message"] == f"notebook /Shared/nb, {message}"


def test_a_notebook_called_runs_apart_and_gives_its_value(azure):
    """dbutils.notebook.run: its own names, its arguments as widgets, its exit value, "" without one; one log."""
    azure.notebooks |= {
        "/Shared/child": cells(
            "print('the child prints')\nassert 'secret_name' not in globals()",
            "dbutils.notebook.exit(dbutils.widgets.get('a') + dbutils.widgets.get('n'))",
        ),
        "/Shared/quiet": "1 + 1",
    }
    result = azure.notebook(
        "secret_name = 1\n"
        "value = dbutils.notebook.run('./child', 60, {'a': 'x', 'n': 3})\n"
        "assert dbutils.notebook.run('quiet', 0) == ''\n"
        "dbutils.notebook.exit(value)"
    )
    assert (result.exit_value, result.error) == ("x3", None)
    assert result.log.read_text(encoding="utf-8").split() == ["the", "child", "prints", "2"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("dbutils.notebook.run('./bad', 60)", "notebook /Shared/bad, cell 1, line 1 `1 / 0`: ZeroDivisionError"),
        (
            "dbutils.notebook.run('./slow', 0.5)",
            "notebook /Shared/slow, cell 1, line 2 `time.sleep(60)`: it ran longer",
        ),
        ("dbutils.notebook.run('./none', 60)", "notebook /Shared/none isn't there: nothing to run"),
    ],
)
def test_a_notebook_called_that_fails_fails_its_caller(azure, call, told):
    """Unless the caller handles it: the exception tells what the other's failure was."""
    azure.notebooks |= {"/Shared/bad": "1 / 0", "/Shared/slow": "import time\ntime.sleep(60)"}
    result = azure.notebook(call)
    assert f"line 1 `{call}`: NotebookRunFailed: " in result.error["message"]
    assert told in result.error["message"]


def test_a_notebook_that_calls_itself_is_told_so(azure, monkeypatch):
    """Not without end, and with the notebook that it was."""
    monkeypatch.setattr(run, "_DEEPEST", 2)
    error = azure.notebook("dbutils.notebook.run('./nb', 60)").error["message"]
    assert error.endswith("dbutils.notebook.run goes deeper than 2 notebooks: /Shared/nb")


def test_notebooks_are_called_side_by_side(azure):
    """As notebooks do with a pool of threads."""
    azure.notebooks["/Shared/child"] = "dbutils.notebook.exit(dbutils.widgets.get('n') * 2)"
    result = azure.notebook(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        "    found = list(pool.map(lambda n: dbutils.notebook.run('child', 60, {'n': n}), range(4)))\n"
        "dbutils.notebook.exit(','.join(found))"
    )
    assert result.exit_value == "00,11,22,33"


def test_task_values_go_from_task_to_task(azure):
    """What a task sets is in its result; a later one gets it, or a default; outside of a job there is debugValue."""
    azure.notebooks["/Shared/nb"] = (
        "get = dbutils.jobs.taskValues.get\n"
        "found = [get('first', 'rows'), get('first', 'none', default=7), get('no task', 'x', default='y')]\n"
        "dbutils.jobs.taskValues.set(key='seen', value=found)\n"
        "get(taskKey='first', key='none')"
    )
    services = azure.services
    result = run_notebook(
        "/Shared/nb", {}, services=services, work=services.work, task_values={"first": {"rows": [1, 2]}}
    )
    assert result.error["message"].endswith(
        "ValueError: no earlier task 'first' of this job has set the value 'none'"
    )
    azure.notebooks["/Shared/nb"] = azure.notebooks["/Shared/nb"].rpartition("\n")[0]
    result = run_notebook(
        "/Shared/nb", {}, services=services, work=services.work, task_values={"first": {"rows": [1, 2]}}
    )
    assert result.task_values == {"seen": [[1, 2], 7, "y"]}
    assert (
        azure.notebook("dbutils.notebook.exit(dbutils.jobs.taskValues.get('t', 'k', debugValue=3))").exit_value == "3"
    )


@pytest.mark.parametrize("value", ["object()", "'x' * 50_000"])
def test_a_task_value_is_small_json(azure, value):
    """What Databricks would refuse is refused."""
    assert (
        "ValueError: the task value 'k'"
        in azure.notebook(f"dbutils.jobs.taskValues.set('k', {value})").error["message"]
    )


def test_the_context_knows_the_notebooks_path(azure):
    """The usual way to ask for it works; what needs a cluster fails and says its name."""
    context = "dbutils.notebook.entry_point.getDbutils().notebook().getContext()"
    assert azure.notebook(f"dbutils.notebook.exit({context}.notebookPath().get())").exit_value == "/Shared/nb"
    assert "the notebook's context.apiToken isn't there" in azure.notebook(f"{context}.apiToken()").error["message"]


def test_forked_children_of_a_notebook_cant_call(azure):
    """They'd wait for an answer for ever; they are told so."""
    if sys.platform == "win32":
        pytest.skip("there is no fork")
    result = azure.notebook(
        "import os\nchild = os.fork()\n"
        "if child == 0:\n"
        "    try:\n        dbutils.secrets.listScopes()\n    except RuntimeError:\n        os._exit(7)\n"
        "dbutils.notebook.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    assert result.exit_value == "7"
