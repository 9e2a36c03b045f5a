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


def _invoke(folder, *words, **pipes):
    """What a task does in a folder, with the suite on the path and without a bytecode folder."""
    return subprocess.run(
        [sys.executable, "-m", "invoke", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        encoding="utf-8",
        **(pipes or {"capture_output": True}),
    )


@pytest.fixture
def own_factory(tmp_path):
    """A repository of a user's own: one pipeline, and the one-line tasks.py."""
    (tmp_path / "tasks.py").write_text("from arm.collection import namespace\n", encoding="utf-8")
    for path, text in {
        "factory/own.json": '{"name": "own"}',
        "pipeline/p.json": '{"name": "p", "properties": {}}',
    }.items():
        (tmp_path / "adf" / path).parent.mkdir(parents=True)
        (tmp_path / "adf" / path).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is made of POSIX file descriptors here")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_has_gone_stops_no_task(own_factory, stream):
    """In `invoke … | head` the task does its work to the end and complains of nothing."""
    reading, writing = os.pipe()
    os.close(reading)
    other = "stderr" if stream == "stdout" else "stdout"
    try:
        done = _invoke(own_factory, "export", **{stream: writing, other: subprocess.PIPE})
    finally:
        os.close(writing)
    assert done.returncode == 0
    assert "Traceback" not in (getattr(done, other) or "")
    assert (own_factory / "build" / "arm" / "ARMTemplateForFactory.json").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_stops_no_task_and_loses_no_result_unsaid(own_factory):
    """Progress that can't be written is left out; a result that can't be is one line, with exit code 2."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        quiet = _invoke(own_factory, "export", stderr=full, stdout=subprocess.PIPE)
        lost = _invoke(own_factory, "export", stdout=full, stderr=subprocess.PIPE)
    assert (quiet.returncode, quiet.stdout.strip()) == (0, "exported own: 1 resources, 1 parameters → build/arm/")
    said = "error: the result can't be written to stdout: No space left on device"
    assert (lost.returncode, lost.stderr.splitlines()[-1]) == (2, said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["deploy", "--env", "x", "--wait", "abc"], "error: --wait abc: not a whole number — write --wait 10, say"),
        (["deploy", "--env", "x", "--wait=-1"], "error: --wait -1: not a whole number — write --wait 10, say"),
        (["graph", "--depth", "deep"], "error: --depth deep: not a whole number — write --depth 10, say"),
        (
            ["plan", "--delete-type", "trigers"],
            'error: --delete-type: there is no type "trigers" — did you mean "triggers"?',
        ),
        (
            ["export", "--out", "adf/x"],
            "error: --out adf/x: lies inside of the sources, adf — name a folder beside them",
        ),
        (["graph", "--output", "adf"], "error: adf: can't be written: "),
    ],
)
def test_a_wrong_option_is_one_line(own_factory, words, said):
    """What an option can't be is told in one line, with exit code 2, before anything is done."""
    done = _invoke(own_factory, *words)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(said)
    assert "Traceback" not in done.stderr


def test_a_folder_below_the_tasks_is_told(own_factory):
    """Invoke finds tasks.py from a sub-folder too; that the paths don't begin there is one line."""
    done = _invoke(own_factory / "adf" / "pipeline", "export")
    assert done.returncode == 2
    said = f"error: adf/pipeline is a folder inside of {own_factory.resolve()} — run invoke there: "
    assert done.stderr.strip() == said + "the paths of invoke.yaml begin where it lies"


def test_what_libraries_log_is_no_noise():
    """Of a sign-in that fails the SDK logs a page of warnings: the task's own line is all that is shown."""
    code = """
import logging
from invoke.context import Context
from arm.collection.perform import perform
perform(Context(), lambda *_: logging.getLogger("azure.identity").warning("a page"), lambda _: "done")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "done", "")
