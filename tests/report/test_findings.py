"""Findings as text, JSON, JUnit, SARIF and Azure Pipelines' logging commands."""

import json
from xml.etree import ElementTree

import pytest

from arm.errors import UsageError
from arm.findings import Finding, Severity
from arm.report import publish, render

FINDINGS = (
    Finding("a-rule", Severity.ERROR, "100% wrong\nin two lines", "a b/p.json", 2, 3, "/x", "pipelines/p"),
    Finding("plain-text-secret", Severity.ERROR, "holds a password", "a b/s.json", 1, 6),
    Finding("b-rule", Severity.WARNING, "odd; [really]", "a b/p.json"),
    Finding("c-rule", Severity.INFO, "\x07 could be nicer"),
)


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """The files that the findings stand in, in the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TF_BUILD", raising=False)
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "p.json").write_text('{\r\n\t"x": 1\r\n}', encoding="utf-8", newline="")
    (tmp_path / "a b" / "s.json").write_text('"pwd=hunter2"', encoding="utf-8")
    return tmp_path


def test_text_shows_place_message_rule_and_the_line_of_the_source(sources):
    """A finding reads like a compiler's, with a caret under its column."""
    lines = render(FINDINGS[:1], "text").splitlines()
    assert lines == [
        "a b/p.json:2:3: error: 100% wrong",
        "in two lines [a-rule]",
        '  2 | "x": 1',
        "    |  ^",
        "1 error in 1 file",
    ]


def test_text_shows_no_secret(sources):
    """The line of a secret ends where the secret begins, for every finding on it."""
    other = Finding("z-rule", Severity.INFO, "something else", "a b/s.json", 1, 1)
    assert "hunter2" not in render((FINDINGS[1], other), "text")


def test_text_sums_up(sources):
    """The last line counts findings by severity."""
    assert render(FINDINGS, "text").splitlines()[-1] == "2 errors, 1 warning, 1 info in 3 files"
    assert render((), "text") == "no findings"


def test_a_very_long_line_is_cut(sources):
    """What a person can't read is not shown."""
    (sources / "long.json").write_text(f'["{"x" * 5000}", "y"]', encoding="utf-8")
    text = render((Finding("a-rule", Severity.ERROR, "m", "long.json", 1, 5006),), "text")
    assert max(map(len, text.splitlines())) < 120


def test_json_has_findings_and_summary(sources):
    """The document is what programs are promised, key by key."""
    document = json.loads(render(FINDINGS, "json"))
    assert document["summary"] == {"error": 2, "warning": 1, "info": 1}
    assert document["findings"][0] == {
        "rule": "a-rule",
        "severity": "error",
        "message": "100% wrong\nin two lines",
        "file": "a b/p.json",
        "line": 2,
        "column": 3,
        "path": "/x",
        "resource": "pipelines/p",
    }


def test_junit_fails_a_case_for_each_error_only(sources):
    """Errors are failures, warnings pass and say what was found, and the XML holds whatever text."""
    suite = ElementTree.fromstring(render(FINDINGS, "junit").encode("utf-8")).find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")
    assert [case.find("failure") is not None for case in suite] == [True, True, False, False]
    assert suite[0].find("failure").get("message") == "100% wrong\nin two lines"


def test_junit_without_findings_has_a_case_that_passes():
    """An empty report would read as if nothing had been tested."""
    assert len(ElementTree.fromstring(render((), "junit").encode("utf-8")).findall("testsuite/testcase")) == 1


@pytest.mark.parametrize("findings", [FINDINGS, ()], ids=["some", "none"])
def test_sarif_follows_its_schema(findings, sources, reference_data):
    """What is written is SARIF 2.1.0, with and without places."""
    import jsonschema_rs

    schema = json.loads((reference_data / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(schema).validate(json.loads(render(findings, "sarif")))


def test_sarif_names_place_and_resource(sources):
    """A file is a URI, a place a region, a resource a logical location."""
    result = json.loads(render(FINDINGS, "sarif"))["runs"][0]["results"][0]
    assert (result["ruleId"], result["level"]) == ("a-rule", "error")
    location = result["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/p.json"
    assert location["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 3}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "pipelines/p#/x"


def test_azure_pipelines_logs_errors_and_warnings(sources, monkeypatch):
    """In a run every error and warning is an issue; the characters that end a command are escaped."""
    monkeypatch.setenv("TF_BUILD", "True")
    issues = [line for line in publish(FINDINGS, "text").splitlines() if line.startswith("##vso")]
    assert issues[0] == (
        "##vso[task.logissue type=error;sourcepath=a b/p.json;linenumber=2;columnnumber=3;code=a-rule;]"
        "100%AZP25 wrong%0Ain two lines"
    )
    assert issues[2] == "##vso[task.logissue type=warning;sourcepath=a b/p.json;code=b-rule;]odd; [really]"
    assert len(issues) == 3


def test_in_azure_pipelines_a_document_on_stdout_stays_whole(sources, monkeypatch, capsys):
    """Issues beside JSON go to stderr."""
    monkeypatch.setenv("TF_BUILD", "True")
    assert json.loads(publish(FINDINGS, "json"))["summary"]["error"] == 2
    assert capsys.readouterr().err.count("##vso[task.logissue") == 3


def test_output_goes_to_the_file_that_is_asked_for(sources):
    """With a file, stdout stays empty."""
    assert publish(FINDINGS, "json", sources / "out" / "findings.json") == ""
    assert json.loads((sources / "out" / "findings.json").read_text(encoding="utf-8"))["summary"]["error"] == 2


def test_an_unknown_format_is_wrong_use():
    """The formats there are are told."""
    with pytest.raises(UsageError, match='there is no "sarf"'):
        render((), "sarf")


def test_in_a_terminal_the_text_is_the_same_in_colour(sources, monkeypatch):
    """Colour adds escape codes and nothing else."""
    import re
    import sys

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    coloured = publish(FINDINGS[:1], "text")
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(FINDINGS[:1], "text")
