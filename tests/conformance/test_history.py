"""`invoke conform` over real publishes, put into a repository the way Studio does."""

import importlib.util
import shlex
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from arm.commands import conform
from arm.history.scoring import LEVELS
from arm.settings import Settings
from arm.template import write
from tests.conformance.publishes import Publish, publishes
from tests.history.conftest import Repo

pytestmark = pytest.mark.conformance


def committed(repo: Repo, publish: Publish) -> None:
    """Commit the publish's sources to main, and what was published of them to adf_publish."""
    repo.environ = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{publish.published}T12:00:00+0000")
    for branch, folder, content in (
        ("main", "adf", publish.folder / "source"),
        ("adf_publish", publish.factory, publish.wanted),
    ):
        message = f"Publishing {repo.git('rev-parse', 'main')}"
        repo.git("checkout", "--quiet", branch)
        shutil.rmtree(repo.folder / folder, ignore_errors=True)
        shutil.copytree(content, repo.folder / folder)
        repo.git("add", "--all")
        repo.git("commit", "--quiet", "--allow-empty", "--message", message)


def test_a_repository_of_real_publishes_scores_as_they_do(reference_data, tmp_path):
    """Every publish reaches the levels it reaches by itself, and what is of today's format is explained."""
    everything = sorted(publishes(reference_data), key=lambda publish: publish.published)
    consistent = Counter(publish.factory for publish in everything if publish.consistent)
    factory = max(consistent, key=lambda name: (consistent[name], name))
    chosen = [publish for publish in everything if publish.factory == factory]
    repo = Repo(tmp_path)
    repo.git("init", "--quiet", "--initial-branch", "main")
    repo.git("commit", "--quiet", "--allow-empty", "--message", "first")
    repo.git("branch", "adf_publish")
    for publish in chosen:
        committed(repo, publish)
    result = conform.run(Settings(), folder=tmp_path)
    found = [{level: reached for level, reached in one.levels.items() if level != "ran"} for one in result.publishes]
    assert found[::-1] == [publish.score(dated=True).levels for publish in chosen]
    assert result.ok == all(one.is_explained for one in result.publishes if one.of_today)


def test_levels_are_those_of_the_reference_data(reference_data, tmp_path, monkeypatch):
    """The reference data's own scorer reaches the same verdict on every publish, wherever it has one."""
    scorer = _module(reference_data / "golden" / "score.py")
    monkeypatch.setattr(scorer.subprocess, "run", _copy)  # in place of an exporter: what is exported already
    for publish in publishes(reference_data):
        made = tmp_path / publish.id
        write(publish.comparison(dated=True).export, made)
        row = {"id": publish.id, "factory": publish.factory, "published": publish.published}
        _, levels, _ = scorer.score(row, f"{shlex.quote(str(made))} {{out}}")
        ours = publish.score(dated=True).levels
        assert {level: ours[level] for level in LEVELS if levels[level] is not None} == {
            level: levels[level] for level in LEVELS if levels[level] is not None
        }, publish.id


def _copy(arguments: list[str], **_: object) -> subprocess.CompletedProcess[str]:
    shutil.copytree(*arguments)
    return subprocess.CompletedProcess(arguments, 0, "", "")


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_scorer", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
