"""The README says what is true."""

import re
from pathlib import Path

import pytest

from arm.collection import namespace

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_ci_calls_the_test_command_of_the_readme():
    """CI runs exactly what the README tells people to run."""
    command = "python -m pip install nox && nox -s lint tests"
    assert f"\n{command}\n" in README
    assert f"\n{command}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_task_and_only_tasks_are_listed():
    """The README's table names the tasks there are."""
    table = README.partition("## The tasks")[2].partition("## Environments")[0]
    named = set(re.findall(r"`invoke ([a-z.]+)", table)) | set(re.findall(r"`(local\.[a-z]+)`", table))
    assert named == set(namespace.task_names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """A relative link names a file that is there."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
