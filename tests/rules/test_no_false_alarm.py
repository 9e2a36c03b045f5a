"""No false alarm: what real factories published is free of errors, but for what would fail or leak at run time."""

import json

import pytest

from arm.commands import validate
from arm.findings import Severity
from arm.rules import all_rules
from arm.settings import Settings

SINCE = "2023-10"


@pytest.fixture(scope="module")
def errors(reference_data):
    """The error findings on the sources of every publish since the newest era, as (pair, finding)."""
    pairs = json.loads((reference_data / "golden" / "index.json").read_text(encoding="utf-8"))
    recent = [pair["id"] for pair in pairs if pair["published"] >= SINCE]
    assert recent
    return [
        (pair, finding)
        for pair in recent
        for finding in validate.run(Settings(), source=reference_data / "golden" / "pairs" / pair / "source").findings
        if finding.severity is Severity.ERROR
    ]


def test_published_sources_have_no_errors_but_documented_ones(errors):
    """An error in a factory that was published comes only from a rule that says what is known of such factories."""
    documented = {rule.id for rule in all_rules() if rule.evidence}
    unexpected = [(pair, finding) for pair, finding in errors if finding.rule not in documented]
    assert unexpected == []


def test_no_rule_crashes_on_published_sources(errors):
    """Whatever real sources look like, every rule can read them."""
    assert [finding for _, finding in errors if finding.rule == "rule-crashed"] == []
