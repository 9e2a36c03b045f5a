"""The tasks as a user meets them: their list, their options, their exit codes."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from arm.collection import namespace

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("azure", "pandas", "numpy", "rich", "jsonschema", "pyarrow", "databricks_cli", "requests", "babel", "orjson")


def test_the_list_of_tasks_imports_nothing_heavy():
    """`invoke --list` answers at once because no task's work is imported for it."""
    code = f"import sys, tasks; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sorted(namespace.task_names))
def test_every_task_says_what_it_does_and_what_each_option_is(name):
    """--help answers for every task and option, and an option has no one-letter form that could change."""
    task = _fresh_namespace()[name]
    assert task.body.__doc__
    for argument in task.get_arguments():
        assert argument.help, argument.name
        assert all(len(option) > 1 for option in argument.names)


@pytest.mark.parametrize("name", sorted(namespace.task_names))
def test_every_task_answers_in_json(name):
    """A program can ask any task for one JSON document."""
    assert "json" in {argument.name for argument in _fresh_namespace()[name].get_arguments()}


def _fresh_namespace():
    """The collection loaded anew: Invoke takes the help texts out of a task when it first builds its arguments."""
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith("arm.collection")}
    try:
        return importlib.import_module("arm.collection").namespace
    finally:
        sys.modules.update(kept)


@pytest.mark.parametrize("task", ["patch", "plan", "deploy", "run", "check"])
def test_a_missing_environment_is_wrong_use(task):
    """Exit code 2, and the environments there are."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", task], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 2
    assert "environments: dev, local, prod, qa, uat" in done.stderr


def test_a_wrong_setting_is_one_line(tmp_path):
    """A typo in invoke.yaml is named, with exit code 2."""
    (tmp_path / "tasks.py").write_text("from arm.collection import namespace\n", encoding="utf-8")
    (tmp_path / "invoke.yaml").write_text("adfops:\n  sorce: x\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "export"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert done.stderr.strip() == 'error: invoke.yaml: adfops.sorce is no setting — did you mean "source"?'
