"""The severities of rules that a repository changes: the key `rules` in its settings, each with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from arm.errors import UsageError, did_you_mean
from arm.findings import Severity

IGNORE = "ignore"
_KEYS = ("severity", "reason", "file", "resource")
_SEVERITIES = (*Severity, IGNORE)


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """Another severity for a rule's findings, or `ignore`; confined to files or resources that match a pattern.

    `rule` may be `*` for every rule where a file or resource is named. Patterns are those of fnmatch.
    """

    rule: str
    severity: str
    reason: str
    file: str = "*"
    resource: str = "*"


def rule_settings(value: Any) -> tuple[RuleSetting, ...]:
    """The settings in `{rule: {severity, reason, file?, resource?}}`, or a list of such entries for a rule.

    UsageError naming what isn't as it should be.
    """
    if not isinstance(value, Mapping):
        raise UsageError("invoke.yaml: adfops.rules must be a mapping of rules", hint=_EXAMPLE)
    return tuple(
        _setting(str(rule), entry)
        for rule, entries in value.items()
        for entry in (entries if isinstance(entries, list) else [entries])
    )


_EXAMPLE = "unused-dataset: {severity: ignore, reason: …, file: …, resource: …}"


def _setting(rule: str, entry: Any) -> RuleSetting:
    where = f"invoke.yaml: adfops.rules.{rule}"
    if not isinstance(entry, Mapping):
        raise UsageError(f"{where} must be a mapping, or a list of them", hint=_EXAMPLE)
    for key, text in entry.items():
        if key not in _KEYS:
            raise UsageError(f"{where}.{key} is no setting", hint=did_you_mean(str(key), _KEYS))
        if not isinstance(text, str) or not text.strip():
            raise UsageError(f"{where}.{key} must be text, not {text!r}")
    for key in ("severity", "reason"):
        if key not in entry:
            raise UsageError(f"{where} has no {key}", hint=_EXAMPLE)
    if entry["severity"] not in _SEVERITIES:
        raise UsageError(f'{where}.severity: "{entry["severity"]}" is none', hint=did_you_mean("", _SEVERITIES))
    if rule == "*" and not entry.keys() & {"file", "resource"}:
        raise UsageError(f"{where} names neither a file nor a resource", hint="name a rule, or say for what")
    return RuleSetting(rule, **entry)
