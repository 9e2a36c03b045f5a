"""Findings as a JUnit report: a test case for each, failed where the finding is an error."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from arm.findings import Finding, Severity

# XML 1.0 has no place for these characters, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(findings: Sequence[Finding]) -> str:
    """The report; warnings and infos are cases that pass and say what was found. Without findings one case passes."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    counts = {"tests": str(len(findings) or 1), "failures": str(errors), "errors": "0", "skipped": "0"}
    root = ElementTree.Element("testsuites", {"name": "adfops", **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": "validate", **counts})
    if not findings:
        ElementTree.SubElement(suite, "testcase", {"name": "no findings", "classname": "validate"})
    for finding in findings:
        _add_case(suite, finding)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _add_case(suite: ElementTree.Element, finding: Finding) -> None:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    attributes = {"name": _text(f"{finding.rule} {place}".strip()), "classname": _text(finding.file or "validate")}
    if finding.file:
        attributes["file"] = _text(finding.file)
    if finding.line:
        attributes["line"] = str(finding.line)
    case = ElementTree.SubElement(suite, "testcase", attributes)
    told = _text(f"{place}: {finding.message}" if place else finding.message)
    if finding.severity is Severity.ERROR:
        failure = ElementTree.SubElement(case, "failure", {"message": _text(finding.message), "type": finding.rule})
        failure.text = told
    else:
        ElementTree.SubElement(case, "system-out").text = f"{finding.severity}: {told}"


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)
