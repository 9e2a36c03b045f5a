"""Findings, and the verdict of a check, as JUnit reports."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from arm.findings import Finding, Severity

if TYPE_CHECKING:
    from arm.commands.check import CheckResult

# XML 1.0 has no place for these characters, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class _Case:
    """A test case: `failure` is why it failed, "" if it passed; `told` is what else there is to say."""

    name: str
    classname: str
    failure: str = ""
    failure_type: str = ""
    told: str = ""
    skipped: bool = False
    seconds: float | None = None
    file: str = ""
    line: int = 0


def as_junit(findings: Sequence[Finding]) -> str:
    """Findings as cases; warnings and infos pass and say what was found. Without findings one case passes."""
    cases = [_case_of(finding) for finding in findings]
    return _document({"validate": cases or [_Case("no findings", "validate")]})


def _case_of(finding: Finding) -> _Case:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    told = f"{place}: {finding.message}" if place else finding.message
    error = finding.severity is Severity.ERROR
    return _Case(
        name=f"{finding.rule} {place}".strip(),
        classname=finding.file or "validate",
        failure=finding.message if error else "",
        failure_type=finding.rule,
        told=told if error else f"{finding.severity}: {told}",
        file=finding.file,
        line=finding.line or 0,
    )


def check_as_junit(result: "CheckResult") -> str:
    """A check as two suites: the pipeline's activities, and the expectations on the data.

    What has no details of its own — a pipeline that didn't start, a notebook that failed before its verdict — is
    one case that fails.
    """
    run, notebook = result.run, result.check
    activities = [
        _Case(
            name=activity.name,
            classname=run.pipeline,
            failure=(activity.error or activity.status) if activity.status in ("Failed", "Cancelled") else "",
            failure_type=activity.type,
            skipped=activity.status == "Skipped",
            seconds=activity.seconds,
        )
        for activity in run.activities
    ]
    if not run.ok and not any(case.failure for case in activities):
        activities.append(_Case("run", run.pipeline, run.message or run.status, "pipeline", seconds=run.seconds))
    suites = {f"pipeline {run.pipeline}": activities}
    if notebook is not None:
        expectations = [_expectation(found, notebook.notebook) for found in result.findings]
        if notebook.error and not any(case.failure for case in expectations):
            expectations.append(_Case("run", notebook.notebook, notebook.error, "notebook", seconds=notebook.seconds))
        suites[f"check {notebook.notebook}"] = expectations
    return _document(suites)


def _expectation(found: dict[str, object], notebook: str) -> _Case:
    name, detail = str(found.get("name")), str(found.get("detail", ""))
    failure = "" if found.get("passed") else detail or "not met"
    return _Case(name, notebook, failure, "expectation", told="" if failure else detail)


def _document(suites: Mapping[str, Sequence[_Case]]) -> str:
    everything = list(chain.from_iterable(suites.values()))
    root = ElementTree.Element("testsuites", {"name": "adfops", **_counts(everything)})
    for name, cases in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": _text(name), **_counts(cases)})
        for case in cases:
            _add(suite, case)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _counts(cases: Sequence[_Case]) -> dict[str, str]:
    failures, skipped = sum(bool(case.failure) for case in cases), sum(case.skipped for case in cases)
    return {"tests": str(len(cases)), "failures": str(failures), "errors": "0", "skipped": str(skipped)}


def _add(suite: ElementTree.Element, case: _Case) -> None:
    attributes = {"name": _text(case.name), "classname": _text(case.classname)}
    if case.file:
        attributes["file"] = _text(case.file)
    if case.line:
        attributes["line"] = str(case.line)
    if case.seconds is not None:
        attributes["time"] = f"{case.seconds:.3f}"
    element = ElementTree.SubElement(suite, "testcase", attributes)
    if case.skipped:
        ElementTree.SubElement(element, "skipped")
    if case.failure:
        failure = {"message": _text(case.failure), "type": case.failure_type}
        ElementTree.SubElement(element, "failure", failure).text = _text(case.told or case.failure)
    elif case.told:
        ElementTree.SubElement(element, "system-out").text = _text(case.told)


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)
