"""Findings as a repository wants them: severities changed or findings left out, by rule, file or resource."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

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


STALE = "setting-is-stale"
SETTINGS_FILE = Path("invoke.yaml")


def stale(findings: Collection[Finding], settings: tuple[RuleSetting, ...]) -> list[Finding]:
    """A warning for each setting that applies to none of the findings: what it was for is mended, or moved.

    It stands at the line of invoke.yaml that names the rule, as far as that can be told.
    """
    unused = [setting for setting in settings if not any(_applies(setting, finding) for finding in findings)]
    text = SETTINGS_FILE.read_text(encoding="utf-8") if unused and SETTINGS_FILE.is_file() else ""
    return [
        Finding(STALE, Severity.WARNING, _told(setting), SETTINGS_FILE.as_posix(), _line(text, setting.rule))
        for setting in unused
    ]


def _told(setting: RuleSetting) -> str:
    confined = {"file": setting.file, "resource": setting.resource}
    where = "".join(f", {key} {pattern}" for key, pattern in confined.items() if pattern != "*")
    return f"the setting of {setting.rule}{where} ({setting.severity}) applies to nothing: remove it"


def _line(text: str, rule: str) -> int:
    """The line of a YAML text that has the rule's entry, 0 if none has."""
    found = re.search(rf"^\s+[\"']?{re.escape(rule)}[\"']?\s*:", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 0


def _severity(finding: Finding, settings: tuple[RuleSetting, ...]) -> str:
    told = [setting.severity for setting in settings if _applies(setting, finding)]
    return told[-1] if told else finding.severity


def _applies(setting: RuleSetting, finding: Finding) -> bool:
    return (
        setting.rule in ("*", finding.rule)
        and fnmatchcase(finding.file, setting.file)
        and fnmatchcase(finding.resource, setting.resource)
    )
