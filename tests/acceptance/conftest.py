"""A workspace of its own for whole commands: the seed's files copied aside, and Local Azure stopped at the end."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("adf", "notebooks", "parameter-overrides", "invoke.yaml", "tasks.py")


@dataclass(frozen=True)
class Workspace:
    """A folder with the seed's files, in which commands are run as a user types them."""

    folder: Path

    def invoke(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `invoke` with these arguments, and `variables` set beside the environment's."""
        command = [sys.executable, "-m", "invoke", *arguments]
        return subprocess.run(command, cwd=self.folder, env=self.environ(variables), **PIPED)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `invoke` with these arguments and don't wait."""
        command = [sys.executable, "-m", "invoke", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        return subprocess.Popen(command, cwd=self.folder, env=self.environ({}), **pipes)

    def environ(self, variables: dict[str, str]) -> dict[str, str]:
        """The environment of a command: this process's, and where the suite is found."""
        return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **variables}

    def result(self, name: str, environment: str = "local") -> dict:
        """A document that a task wrote to the environment's folder in build/."""
        return json.loads((self.folder / "build" / environment / name).read_text(encoding="utf-8"))

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in one of the workspace's files; it has to be there."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def storage(self) -> Path:
        """The folder whose sub-folders are the local storage account's containers."""
        return self.folder / "build" / "local" / "storage" / "devopsdslocal"

    def generate(self, rows: int = 400) -> None:
        """Put a fresh raw file where the pipeline reads it."""
        raw = self.storage / "raw" / "driver_prediction_train.csv"
        generator = ROOT / "data" / "driver_prediction.py"
        subprocess.run([sys.executable, generator, "--rows", str(rows), "--out", raw], check=True, **PIPED)

    def connection(self) -> dict:
        """Where Local Azure is reached, and its token and process id."""
        return self.result("connection.json")

    def set_dials(self, dials: dict) -> None:
        """Set Local Azure's dials; it has to be running."""
        found = self.connection()
        headers = {"Authorization": f"Bearer {found['token']}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"{found['url']}/local/dials", json.dumps(dials).encode(), headers, method="PUT"
        )
        urllib.request.urlopen(request, timeout=10).close()


PIPED = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 300}


def make_workspace(folder: Path) -> Workspace:
    """Copy the seed's files into a folder."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    return Workspace(folder)


@pytest.fixture(scope="session")
def deployed(tmp_path_factory):
    """A workspace whose factory is deployed to Local Azure and checked once; its tests leave it in order."""
    workspace = make_workspace(tmp_path_factory.mktemp("workspace"))
    workspace.generate()
    done = workspace.invoke("deploy", "--env", "local")
    assert done.returncode == 0, done.stderr
    yield workspace
    workspace.invoke("local.stop")


@pytest.fixture
def workspace(tmp_path):
    """A workspace nothing has been done in yet."""
    workspace = make_workspace(tmp_path)
    yield workspace
    workspace.invoke("local.stop")
