"""What an environment's patches make of the factory is still in order."""

from collections.abc import Iterator

from arm.findings import Finding, Severity
from arm.rules.context import Context
from arm.rules.patched import findings_in
from arm.rules.rule import Problem, rule
from arm.rules.template_checks import Checked, templates


def _patched(context: Context) -> list[Checked]:
    return [checked for checked in templates(context) if checked.patched is not None]


@rule(
    Severity.ERROR,
    "A patched resource follows the rules that a source follows: what they find in it, and not in the sources, is "
    "told at the patch, with the severity that it has there.",
    over=_patched,
    link="https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery",
)
def check(context: Context, checked: Checked) -> Iterator[Problem]:
    """Findings that the patches bring in."""
    whole = templates(context)[0].template
    before = context.cached("findings before patches", lambda: findings_in(context, whole))
    known = {(found.rule, found.message, found.resource, found.path) for found in before}
    for found in sorted(findings_in(context, checked.template), key=Finding.sort_key):
        if (found.rule, found.message, found.resource, found.path) not in known:
            told = f"{found.resource} after the patch: {found.message} ({found.rule})"
            yield checked.problem(told, found.resource, severity=found.severity)
