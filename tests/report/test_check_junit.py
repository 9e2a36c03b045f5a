"""The verdict of a check as a JUnit report."""

from xml.etree import ElementTree

import pytest

from arm.commands.check import CheckResult, NotebookCheck
from arm.commands.run_result import Activity, RunResult
from arm.report.junit import check_as_junit

FINDINGS = (
    {"name": "schema", "passed": True, "detail": "59 columns"},
    {"name": "drift", "passed": False, "detail": "ps_car_13 by 1.20 \x00 <&>"},
)


def result(status="Succeeded", message="", activities=(), check=None, findings=()) -> CheckResult:
    """A check of `activities` and a check notebook."""
    run = RunResult("local", "p", "1", status, message, 2.0, tuple(activities), status == "Succeeded")
    return CheckResult("local", status, run, check, "", tuple(findings), False)


def told(report: str) -> dict[str, str]:
    """Each case by its name: "passed", "skipped" or what failed."""
    cases = ElementTree.fromstring(report.encode("utf-8")).iter("testcase")
    kinds = {case.get("name"): next((child for child in case if child.tag != "system-out"), None) for case in cases}
    return {name: "passed" if kind is None else kind.get("message", kind.tag) for name, kind in kinds.items()}


def test_activities_and_expectations_are_cases():
    """A failed expectation fails its case with its detail, whatever characters that has."""
    activities = [Activity("Copy", "Copy", "Succeeded", 1.5), Activity("Later", "Wait", "Skipped", 0)]
    notebook = NotebookCheck("/Shared/check", "FAILED", 3.0, error="DataIngestionFailed: …")
    report = check_as_junit(result(activities=activities, check=notebook, findings=FINDINGS))
    assert told(report) == {
        "Copy": "passed",
        "Later": "skipped",
        "schema": "passed",
        "drift": "ps_car_13 by 1.20 � <&>",
    }
    root = ElementTree.fromstring(report.encode("utf-8"))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("4", "1", "1")
    assert [suite.get("name") for suite in root] == ["pipeline p", "check /Shared/check"]


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (result("Failed", "no such factory"), {"run": "no such factory"}),
        (
            result("Failed", "Operation on target Copy failed", [Activity("Copy", "Copy", "Failed", 1, "no file")]),
            {"Copy": "no file"},
        ),
        (result(check=NotebookCheck("/check", "FAILED", 1, error="KeyError: 'x'")), {"run": "KeyError: 'x'"}),
    ],
)
def test_what_failed_without_details_fails_a_case(broken, expected):
    """A report never reads as passed when the check wasn't."""
    assert told(check_as_junit(broken)) == expected
