"""Findings in the format that is asked for: text, JSON, JUnit or SARIF."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from arm import files
from arm.findings import Finding, Severity
from arm.report.azure_pipelines import log_issues
from arm.report.documents import require_format
from arm.report.findings_text import as_text
from arm.report.junit import as_junit
from arm.report.sarif import as_sarif
from arm.report.streams import say

Findings = Sequence[Finding]


def as_json(findings: Findings) -> str:
    """One object: `findings`, each with the keys of Finding, and in `summary` how many there are of each severity."""
    keys = ("rule", "severity", "message", "file", "line", "column", "path", "resource")
    listed = [{key: asdict(finding)[key] for key in keys} for finding in findings]
    summary = {str(severity): sum(f.severity is severity for f in findings) for severity in Severity}
    return json.dumps({"findings": listed, "summary": summary}, indent=2, ensure_ascii=False)


FORMATS: dict[str, Callable[[Findings], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
}


def render(findings: Findings, format: str) -> str:
    """The findings in a format. UsageError for one that there isn't."""
    require_format(format, FORMATS)
    return FORMATS[format](findings)


def publish(findings: Findings, format: str, output: Path | None = None) -> str:
    """What to print on stdout: the findings in a format, or nothing of them where they go to the file `output`.

    In a terminal the text is coloured. In Azure Pipelines (TF_BUILD is set) every finding is logged as an issue of
    the run, with the text on stdout, else on stderr, so that a document on stdout stays whole.
    """
    in_terminal = output is None and sys.stdout.isatty()
    told = as_text(findings, colour=True) if format == "text" and in_terminal else render(findings, format)
    issues = log_issues(findings) if os.environ.get("TF_BUILD") else ""
    if output is not None:
        files.write_text(output, told.rstrip("\n") + "\n")
        return issues
    if format == "text":
        return "\n".join(part for part in (told, issues) if part)
    if issues:
        say(issues, sys.stderr)
    return told
