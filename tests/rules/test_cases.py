"""Every rule's cases: a folder of what passes and of what fails, the failing ones with their whole findings.

A case is one JSON document: `comment`, `files` (path → JSON value or text) and, in fail/, the `findings` of the
rule that its folder is named after. Sources stand under adf/; a case with overrides or notebooks has those folders.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from arm import jsontext
from arm.rules import Context, all_rules, check, read_sources
from arm.settings import Settings

CASES = Path(__file__).with_name("cases")
PASS = sorted(CASES.glob("*/pass/*.json"))
FAIL = sorted(CASES.glob("*/fail/*.json"))
RULES = {rule.id: rule for rule in all_rules()}


def name_of(path):
    """`<rule>/<pass or fail>/<case>`."""
    return path.relative_to(CASES).with_suffix("").as_posix()


def findings_of(case, folder, monkeypatch):
    """What the case's rule finds in its files, written to `folder`."""
    document = json.loads(case.read_text(encoding="utf-8"))
    for name, content in document["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else jsontext.dumps(content)
        path.write_bytes(text.encode("utf-8"))
    (folder / "adf").mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    settings = Settings()
    context = Context(read_sources(settings.source), settings)
    rule = RULES[case.parent.parent.name]
    return document, [asdict(finding) for finding in check(context, [rule])]


@pytest.mark.parametrize("case", FAIL, ids=name_of)
def test_a_failing_case_gives_exactly_its_findings(case, tmp_path, monkeypatch):
    """A rule finds what it is for, with message, severity and place, and nothing else."""
    document, found = findings_of(case, tmp_path, monkeypatch)
    assert document["findings"], "a failing case has findings"
    assert found == document["findings"]


@pytest.mark.parametrize("case", PASS, ids=name_of)
def test_a_passing_case_gives_no_finding(case, tmp_path, monkeypatch):
    """A rule is silent about what Azure accepts."""
    _, found = findings_of(case, tmp_path, monkeypatch)
    assert found == []


@pytest.mark.parametrize("id", RULES)
def test_every_rule_has_cases_of_both_kinds(id):
    """No rule is without a case that it passes and one that it fails."""
    kinds = {path.parent.name for path in [*PASS, *FAIL] if path.parent.parent.name == id}
    assert kinds == {"pass", "fail"}


def test_every_case_belongs_to_a_rule():
    """A folder of cases that no rule is called like would test nothing."""
    assert {path.parent.parent.name for path in [*PASS, *FAIL]} <= RULES.keys()
