"""`invoke validate`: every rule over sources, definition, template, notebooks and environments."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from arm.commands.collector import without_collection
from arm.errors import UsageError, did_you_mean
from arm.events import Notify, ignore, step
from arm.findings import Finding, Severity
from arm.rules import Context, all_rules, check, read_sources
from arm.rules.engine import CRASHED
from arm.rules.suppression import stale, suppress
from arm.settings import Settings, environments


@dataclass(frozen=True)
class ValidateResult:
    """The findings, by file and line; `fail_on` is the severity from which on they make the task fail."""

    findings: tuple[Finding, ...]
    fail_on: Severity = Severity.ERROR

    @property
    def failed(self) -> bool:
        """Whether any finding is at least as grave as `fail_on`."""
        return any(finding.severity.rank <= self.fail_on.rank for finding in self.findings)

    @property
    def ok(self) -> bool:
        """The opposite of `failed`."""
        return not self.failed

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in Severity}


def run(
    settings: Settings,
    *,
    source: Path | None = None,
    env: str | None = None,
    fail_on: str = "error",
    notify: Notify = ignore,
) -> ValidateResult:
    """Check everything, or what belongs to one environment; the severities of `settings.rules` apply.

    Sources elsewhere than `settings.source` are checked without notebooks and environments, which belong to the
    repository's own. When everything is checked, settings that apply to nothing are findings, too. UsageError for a
    missing folder, an unknown environment, severity or rule.
    """
    severity = _severity(fail_on)
    _require_environment(settings, env)
    root = source or settings.source
    own = source is None or source.resolve() == settings.source.resolve()
    with step(notify, "validate", str(root)) as outcome, without_collection():
        sources = read_sources(root, settings.factory if own else None)
        context = Context(sources, settings, complete=own, environment=env)
        found = check(context)
        kept = suppress(found, settings.rules, {rule.id for rule in all_rules()} | {CRASHED})
        if own and env is None:
            kept += stale(found, settings.rules)
        result = ValidateResult(tuple(sorted(kept, key=Finding.sort_key)), severity)
        if result.failed:
            outcome.fail(_told(result))
    return result


def _told(result: ValidateResult) -> str:
    """The counts that make the result a failure, such as "2 errors"."""
    counted = [(n, severity) for severity, n in result.counts.items() if n and severity.rank <= result.fail_on.rank]
    return ", ".join(f"{n} {severity}{'s' if n > 1 else ''}" for n, severity in counted)


def _severity(text: str) -> Severity:
    try:
        return Severity(text)
    except ValueError:
        names = ", ".join(Severity)
        raise UsageError(f'--fail-on: "{text}" is no severity', hint=f"there are: {names}") from None


def _require_environment(settings: Settings, env: str | None) -> None:
    known = environments(settings)
    if env is not None and env not in known:
        raise UsageError(f'there is no environment "{env}"', hint=did_you_mean(env, known))
