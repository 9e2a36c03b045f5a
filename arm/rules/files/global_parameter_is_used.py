"""Global parameters are used."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.located import expressions
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources


@rule(
    Severity.WARNING,
    "A global parameter is asked for by some expression.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/author-global-parameters",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Those that nothing asks for."""
    if context.broken or not context.global_parameters:
        return
    found = [one.expression for one in expressions(context)]
    if any(one.parsed.error or one.asks_for_all("pipeline", "globalParameters") for one in found):
        return
    used = {name.casefold() for one in found for name in one.members_of("pipeline", "globalParameters")}
    for document, name, _ in sources.global_parameters():
        if name.casefold() not in used:
            path = ("properties", "globalParameters", name)
            yield Problem(f'the global parameter "{name}" is not used', document, path)
