"""No false alarm: what real factories published is free of errors, but for what would fail or leak at run time."""

import json
from collections import Counter

import pytest

from arm.commands import validate
from arm.findings import Severity
from arm.rules import all_rules
from arm.settings import Settings

SINCE = "2023-10"
# How many of the published factories' sources have an error of a rule; each rule says what is known of them.
EXPECTED = {
    "connection-is-encrypted": 4,
    "lookup-output-fits": 3,
    "required-argument-is-given": 1,
    "secret-is-not-in-plain-text": 3,
}


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
    """Of all rules four find errors in what was published: secrets, http, and what every run fails for."""
    unexpected = [(pair, finding) for pair, finding in errors if finding.rule not in EXPECTED]
    assert unexpected == []
    assert Counter(finding.rule for _, finding in errors) == EXPECTED


def test_the_exceptions_are_documented():
    """docs/rules.md tells the evidence for each rule that published sources break, and for no other."""
    assert {rule.id for rule in all_rules() if rule.evidence} == EXPECTED.keys()
