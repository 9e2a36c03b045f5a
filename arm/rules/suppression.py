"""Findings as a repository wants them: severities changed or findings left out, by rule, file or resource."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from fnmatch import fnmatchcase

from arm.errors import UsageError, did_you_mean
from arm.findings import Finding, Severity
from arm.settings import RuleSetting
from arm.settings.severities import IGNORE


def suppress(findings: Iterable[Finding], settings: tuple[RuleSetting, ...], known: Collection[str]) -> list[Finding]:
    """The findings with the severities that `settings` give them, those to be ignored left out; the last one wins.

    UsageError for a setting whose rule is not among the `known` ones.
    """
    for setting in settings:
        if setting.rule != "*" and setting.rule not in known:
            told = f"invoke.yaml: adfops.rules.{setting.rule}: there is no such rule"
            guess = did_you_mean(setting.rule, known)
            raise UsageError(told, hint=guess if guess.startswith("did") else "docs/rules.md lists them")
    judged = ((finding, _severity(finding, settings)) for finding in findings)
    return [replace(finding, severity=Severity(told)) for finding, told in judged if told != IGNORE]


def _severity(finding: Finding, settings: tuple[RuleSetting, ...]) -> str:
    told = [setting.severity for setting in settings if _applies(setting, finding)]
    return told[-1] if told else finding.severity


def _applies(setting: RuleSetting, finding: Finding) -> bool:
    return (
        setting.rule in ("*", finding.rule)
        and fnmatchcase(finding.file, setting.file)
        and fnmatchcase(finding.resource, setting.resource)
    )
