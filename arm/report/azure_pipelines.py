"""Findings as issues of an Azure Pipelines run: its logging commands.

https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logissue-log-an-error-or-warning
"""

from collections.abc import Sequence

from arm.findings import Finding, Severity


def log_issues(findings: Sequence[Finding]) -> str:
    """A `##vso[task.logissue]` line for each error and warning; Azure Pipelines knows no third kind of issue."""
    return "\n".join(_issue(finding) for finding in findings if finding.severity is not Severity.INFO)


def _issue(finding: Finding) -> str:
    properties = {
        "type": str(finding.severity),
        "sourcepath": finding.file,
        "linenumber": str(finding.line or ""),
        "columnnumber": str(finding.column or ""),
        "code": finding.rule,
    }
    told = "".join(f"{key}={_property(value)};" for key, value in properties.items() if value)
    return f"##vso[task.logissue {told}]{_message(finding.message)}"


def _message(text: str) -> str:
    # The agent reads %AZP25 as a percent sign, and line ends in their URL form.
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace("]", "%5D").replace(";", "%3B")
