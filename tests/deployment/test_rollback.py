"""Going back: to a release from its artifact, or rebuilt from its commit."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from arm.errors import TargetError, UsageError
from tests.deployment.conftest import pipeline, trigger


def state(site):
    """What is at the target: resources, triggers' states and notebooks."""
    return site.target.state()


def second_release(site):
    """Change, add and remove something, and deploy that."""
    site.put("pipelines/inner", pipeline(description="new"))
    site.put("triggers/daily", trigger("outer", state="Started", minute=9))
    site.put("pipelines/added", pipeline())
    site.notebook("one.py", "changed")
    site.notebook("three.py", "3")
    return site.deploy()


def test_rollback_brings_the_release_before_back(deployed):
    """Factory and notebooks, from the artifact that was kept; what is newer is deleted only on demand."""
    before = state(deployed)
    second = second_release(deployed)
    release = deployed.rollback()
    assert release.id != second.id
    assert "pipelines/added" in deployed.there
    deployed.rollback(to=release.id, delete=True)
    assert state(deployed) == before
    deployed.rollback(to=second.id)
    assert "pipelines/added" in deployed.there
    assert b"changed" in state(deployed)["notebooks"]["Shared/site/one.py"]


def test_after_a_failed_release_the_last_good_one_is_the_one_that_stands(deployed):
    """The half that was deployed is taken back."""
    before = state(deployed)
    deployed.put("pipelines/inner", pipeline(description="new"))
    deployed.put("pipelines/outer", pipeline("inner", description="new"))
    deployed.target.set_dials(deployment={"failAt": 2, "code": "Boom", "status": 400})
    with pytest.raises(TargetError, match="Boom"):
        deployed.deploy()
    assert state(deployed) != before
    deployed.target.set_dials()
    deployed.rollback()
    assert state(deployed) == before


def test_there_must_be_something_to_go_back_to(deployed):
    """An unknown release is named with those there are; a first one has none before it."""
    with pytest.raises(UsageError, match="local has no earlier release"):
        deployed.rollback()
    with pytest.raises(UsageError, match="--to nope: there is no such release of local — there are: adfops-local-"):
        deployed.rollback(to="nope")


@pytest.fixture
def committed(site, monkeypatch):
    """The site as a Git repository in which commands run, with one commit that is deployed."""
    monkeypatch.chdir(site.folder)
    paths = ("source", "notebooks", "overrides", "build")
    relative = {name: getattr(site.settings, name).relative_to(site.folder) for name in paths}
    site.settings = replace(site.settings, **relative)
    Path(".gitignore").write_text("build\nstate\n", encoding="utf-8")
    git("init", "-q")
    commit()
    site.deploy()
    return site


def git(*arguments):
    """Run git as somebody."""
    somebody = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *somebody, *arguments], check=True, capture_output=True)


def commit():
    """Commit everything."""
    git("add", "-A")
    git("commit", "-qm", "all")


def test_without_the_artifact_the_release_is_rebuilt_from_its_commit(committed):
    """That is said, and where the result differs from what was deployed, that too."""
    before = state(committed)
    second_release(committed)
    commit()
    shutil.rmtree("build/local/releases")
    heard = []
    committed.rollback(delete=True, notify=lambda event: heard.append(f"{event.subject}: {event.detail}"))
    assert state(committed) == before
    assert any("is not here: rebuilding it from" in line for line in heard)
    assert not [line for line in heard if "differ" in line or "is not as it was" in line]


def test_a_release_made_of_what_was_not_committed_is_rebuilt_with_the_difference_told(committed):
    """The commit alone doesn't make it; the resources that are other ones are named."""
    committed.put("pipelines/inner", pipeline(description="not committed"))
    dirty = committed.deploy()
    second_release(committed)
    shutil.rmtree("build/local/releases")
    heard = []
    committed.rollback(to=dirty.id, notify=lambda event: heard.append(f"{event.subject}: {event.detail}"))
    assert any(line.startswith("the template rebuilt from ") and "differ" in line for line in heard)
    assert any("/inner" in line and "is not as it was in" in line for line in heard)
