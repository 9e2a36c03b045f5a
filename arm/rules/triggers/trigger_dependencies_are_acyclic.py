"""No tumbling window trigger waits for itself by way of others."""

from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.cycle import cycles
from arm.rules.item import Item, listing, mapping
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources


@rule(
    Severity.ERROR,
    "The triggers that tumbling window triggers wait for don't lead back to them.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/tumbling-window-trigger-dependency",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Each circle, at one of its members."""
    triggers = {item.name.casefold(): item for item in context.of("triggers")}
    waits = {name: [other for other in _awaited(item) if other in triggers] for name, item in triggers.items()}
    for circle in cycles(waits):
        names = " → ".join(triggers[name].name for name in circle)
        item = triggers[circle[0]]
        number = _awaited(item).index(circle[1])
        path = ("properties", "typeProperties", "dependsOn", number, "referenceTrigger", "referenceName")
        yield item.problem(f"the triggers wait for each other in a circle: {names}", path)


def _awaited(item: Item) -> list[str]:
    """The names, in lower case, of the triggers that one waits for, "" for an entry that names none."""
    return [_name(entry).casefold() for entry in listing(item.type_properties.get("dependsOn"))]


def _name(entry: Any) -> str:
    name = mapping(mapping(entry).get("referenceTrigger")).get("referenceName")
    return name if isinstance(name, str) else ""
