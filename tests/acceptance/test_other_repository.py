"""The suite in somebody else's repository, installed from a wheel."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIPED = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 120}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds what a wheel built from this checkout installs."""
    built, folder = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site-packages")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", built]
    subprocess.run(command, cwd=ROOT, check=True, **PIPED)
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def repository(tmp_path, installed):
    """A repository with a factory of its own, and with folders that are called like the suite's."""
    pipeline = {"name": "load", "properties": {"activities": [], "annotations": []}}
    files = {
        "tasks.py": "from arm.collection import namespace\n",
        "invoke.yaml": "adfops:\n  source: factory-sources\n  overrides: environments\n  build: out\n",
        "arm/main.json": "{}",
        "adf/readme.txt": "not a factory",
        "tests/test_own.py": "",
        "factory-sources/factory/sales-adf.json": json.dumps({"name": "sales-adf", "properties": {}}),
        "factory-sources/pipeline/load.json": json.dumps(pipeline),
        "environments/test.json": json.dumps(
            {"target": {"kind": "local", "resourceGroup": "rg", "factoryName": "sales-test-adf"}}
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    def invoke(*arguments):
        environ = {**os.environ, "PYTHONPATH": str(installed)}
        return subprocess.run([sys.executable, "-m", "invoke", *arguments], cwd=tmp_path, env=environ, **PIPED)

    yield tmp_path, invoke
    invoke("local.stop")


def test_one_line_and_a_few_settings_are_enough(repository):
    """Export, validate and deploy work, and nothing of the repository's own folders gets in the way."""
    folder, invoke = repository
    for arguments in (["export", "--out", "out/arm"], ["validate"], ["deploy", "--env", "test", "--part", "factory"]):
        done = invoke(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    template = json.loads((folder / "out/arm/ARMTemplateForFactory.json").read_text(encoding="utf-8"))
    assert template["parameters"]["factoryName"]["defaultValue"] == "sales-adf"
    release = json.loads((folder / "out/test/release.json").read_text(encoding="utf-8"))
    assert release["factory"] == "sales-test-adf"


def test_the_files_of_the_monitor_are_in_the_wheel(installed):
    """The page is served from the package, so every file of it is in what is installed."""
    here, there = ROOT / "arm/local/monitor/page", installed / "arm/local/monitor/page"
    files = [path.relative_to(here) for path in here.rglob("*") if path.is_file()]
    assert Path("index.html") in files
    assert [path for path in files if not (there / path).is_file()] == []


def test_without_environments_the_message_says_what_to_do(repository):
    """A repository that has no environment yet is told where one goes."""
    folder, invoke = repository
    (folder / "environments/test.json").unlink()
    done = invoke("deploy", "--env", "test")
    assert done.returncode == 2
    assert done.stderr.strip() == "error: no environment in environments/ — add one, say qa.json"
