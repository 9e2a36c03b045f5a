"""Git repositories made for a test: sources committed, and published as ADF Studio would."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from arm.commands import export

STUDIO = "Publishing {id}"
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
"""The environment without what a Git hook or the user's configuration would say about repositories."""


@dataclass
class Repo:
    """A Git repository in a folder, with a clock of its own: a day passes with every commit."""

    folder: Path
    factory: str = "fab"
    day: int = 1
    environ: dict[str, str] = field(default_factory=dict)

    def git(self, *arguments: str) -> str:
        """What a git command prints; it has to succeed."""
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
        command = ["git", *identity, *arguments]
        environ = {**ALONE, **self.environ}
        done = subprocess.run(command, cwd=self.folder, env=environ, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8", "replace").strip()

    def save(self, path: str, document: object) -> None:
        """Write a file into the work tree, as JSON; text as it is, None deletes it."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if document is None:
            file.unlink()
            return
        text = document if isinstance(document, str) else json.dumps(document, indent=2)
        file.write_bytes(text.encode())

    def commit(self, message: str = "edit", *, year: int = 2026) -> str:
        """Commit the whole work tree, on the next day; the commit's id."""
        self.day += 1
        moment = f"{year}-{1 + self.day // 28:02}-{1 + self.day % 28:02}T12:00:00+0000"
        self.environ = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def publish(
        self, source: str = "adf", *, message: str = STUDIO, change=None, year: int = 2026, id: str = ""
    ) -> str:
        """Publish the sources of HEAD to adf_publish, after `change` was done to the published folder.

        Without a checkout: what is published is made in a work tree of its own. The commit's id.
        """
        id = id or self.git("rev-parse", "HEAD")
        made = self.folder.parent / "made"
        export.run(self.folder / source, self.factory, made)
        publisher = self._publisher()
        target = publisher.folder / self.factory
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
        if change:
            change(target)
        published = publisher.commit(message.format(id=id), year=year)
        self.day = publisher.day
        return published

    def _publisher(self) -> "Repo":
        """The publish branch in a work tree of its own, made with an empty first commit as Studio does."""
        folder = self.folder.parent / "publisher"
        if not folder.exists():
            empty = self.git("hash-object", "-t", "tree", "-w", os.devnull)
            first = self.git("commit-tree", empty, "-m", "first")
            self.git("branch", "adf_publish", first)
            self.git("worktree", "add", "--quiet", str(folder), "adf_publish")
        return Repo(folder, self.factory, self.day)


def pipeline(*activities: dict, **properties: object) -> dict:
    """A pipeline's `properties` with these activities."""
    return {"activities": list(activities), "annotations": [], **properties}


def wait(name: str, seconds: int = 1) -> dict:
    """A Wait activity."""
    return {
        "name": name, "type": "Wait", "dependsOn": [], "userProperties": [],
        "typeProperties": {"waitTimeInSeconds": seconds},
    }  # fmt: skip


@pytest.fixture(scope="session")
def first_repo(tmp_path_factory) -> Path:
    """A repository of one commit, made once: the factory `fab` in adf/ with a pipeline and a linked service."""
    repo = Repo(tmp_path_factory.mktemp("first"))
    repo.git("init", "--quiet", "--initial-branch", "main")
    repo.git("config", "core.autocrlf", "false")
    repo.save("adf/factory/fab.json", {"name": "fab", "properties": {}})
    repo.save("adf/pipeline/load.json", {"name": "load", "properties": pipeline(wait("a"))})
    service = {
        "type": "HttpServer",
        "typeProperties": {"url": "https://x.example", "authenticationType": "Anonymous"},
    }
    repo.save("adf/linkedService/web.json", {"name": "web", "properties": {"annotations": [], **service}})
    repo.commit("first")
    return repo.folder


@pytest.fixture
def repo(tmp_path, first_repo) -> Repo:
    """A repository of the test's own."""
    shutil.copytree(first_repo, tmp_path / "repo")
    return Repo(tmp_path / "repo", day=2)
