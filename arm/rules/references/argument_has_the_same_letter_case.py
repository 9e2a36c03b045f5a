"""Arguments and set variables are spelled in the letter case they are declared in."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.call import calls
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.pipeline import Pipeline
from arm.rules.rule import Path, Problem, rule
from arm.rules.variables import assigned


@rule(
    Severity.WARNING,
    "Arguments spell the names of parameters, and `variableName` those of variables, as they are declared: the "
    "service doesn't tell letter cases apart, other tools do.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/concepts-parameters-variables",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Names that differ in letter case only."""
    asked: list[tuple[str, Path, list[str]]] = []
    for call in calls(context, item):
        asked += [(name, (*call.path, name), list(call.target.parameters)) for name in call.arguments]
    if isinstance(item, Pipeline):
        asked += [(name, path, list(item.variables)) for one, name, path in assigned(item) if one.active]
    for name, path, declared in asked:
        spelled = {one.casefold(): one for one in declared}.get(name.casefold())
        if name not in declared and spelled is not None:
            yield item.problem(f'"{name}" is declared as "{spelled}"', path)
