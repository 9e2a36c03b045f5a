"""The fixtures for users' tests, and the page that shows them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from arm.errors import UsageError
from arm.runtime import DeployedFactory
from arm.runtime.activities import known_types
from arm.runtime.testing import FactoryUnderTest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "testing-pipelines.md"


def test_the_page_runs_as_it_stands(tmp_path):
    """Every example of the page is a test that passes."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 5
    file = tmp_path / "test_page.py"
    file.write_text("\n\n".join(blocks), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "arm.pytest_plugin", "--rootdir", str(ROOT), str(file)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert "5 passed" in done.stdout, done.stdout + done.stderr


def test_the_plugin_costs_other_tests_nothing():
    """Every pytest of an environment imports it: it brings in nothing but itself."""
    code = (
        "import sys, pytest; before = set(sys.modules); import arm.pytest_plugin; print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert set(done.stdout.split()) == {"arm", "arm.pytest_plugin"}


LOOP = {
    "name": "Each",
    "type": "ForEach",
    "typeProperties": {
        "isSequential": True,
        "items": {"value": "@pipeline().parameters.names", "type": "Expression"},
        "activities": [
            {
                "name": "Call",
                "type": "ExecutePipeline",
                "typeProperties": {"pipeline": {"referenceName": "child"}, "parameters": {"name": "@item()"}},
            },
        ],
    },
}
CHILD = {
    "parameters": {"name": {"type": "string"}},
    "activities": [
        {"name": "Get", "type": "WebActivity", "typeProperties": {"url": "https://x/@{pipeline().parameters.name}"}},
        {
            "name": "Wait",
            "type": "Wait",
            "dependsOn": [{"activity": "Get", "dependencyConditions": ["Failed"]}],
            "typeProperties": {"waitTimeInSeconds": 3600},
        },
    ],
}


@pytest.fixture
def factory(tmp_path):
    """A pipeline that calls another for each of its names."""
    pipelines = {"main": {"parameters": {"names": {"type": "array"}}, "activities": [LOOP]}, "child": CHILD}
    return FactoryUnderTest(DeployedFactory("f", pipelines), tmp_path)


def test_loops_and_children_are_run(factory):
    """Every item's call is there, and so is every child with what its activities were given."""
    run = factory.run("main", {"names": ["a", "b"]}, answers={"child/Get": {"output": {}}})
    assert run.status == "Succeeded", run
    assert [entry.iteration for entry in run.every("Call")] == [0, 1]
    assert [child["Get"].input["url"] for child in run.children] == ["https://x/a", "https://x/b"]
    assert [child.skipped for child in run.children] == [["Wait"], ["Wait"]]


def test_a_failing_run_shows_itself(factory):
    """What pytest prints of a run names every activity, its end and the reason."""
    run = factory.run("main", {"names": ["a"]}, answers={"Call": {"error": {"message": "down"}}})
    assert repr(run).splitlines() == [
        "main: Failed Operation on target Each failed: "
        "Activity failed because an inner activity failed; Inner activity name: Call, Error: down",
        "  Each: Failed Activity failed because an inner activity failed; Inner activity name: Call, Error: down",
        "  Call[0]: Failed down",
    ]


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda factory: factory.run("mian", {}), "factory 'f' has no pipeline 'mian'"),
        (lambda factory: factory.run("main", {}), "parameter 'names' of pipeline 'main' has no default"),
        (
            lambda factory: factory.run("main", {"names": []}, answers={"Waitt": {"output": {}}}),
            'did you mean "Wait"',
        ),
        (lambda factory: factory.run("main", {"names": []}, global_parameters={"g": 1}), "no global parameter 'g'"),
        (lambda factory: factory.run("main", {"names": []})["Gte"], "there is no activity 'Gte'"),
        (lambda factory: factory.run("main", {"names": []})["Get"], "activity 'Get' was not reached"),
    ],
)
def test_a_test_that_asks_for_what_isnt_there_is_told(factory, ask, told):
    """A misspelt name is an error of the test, not a run that failed or an empty list."""
    with pytest.raises(UsageError, match=told):
        ask(factory)


@pytest.mark.parametrize("kind", known_types())
def test_the_page_names_every_type_that_runs(kind):
    """A reader learns what becomes of each activity."""
    assert re.search(rf"\b{kind}\b", PAGE.read_text(encoding="utf-8"))
