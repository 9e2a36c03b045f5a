"""An integration runtime is of a size that there is, and says what it is linked to."""

from collections.abc import Iterator
from typing import Any

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.item import Item, mapping
from arm.rules.rule import Path, Problem, rule

_CORES = (8, 16, 32, 48, 80, 144, 272)
_NODES = (1, 10)
_COMPUTE: Path = ("properties", "typeProperties", "computeProperties")
_LINKED: Path = ("properties", "typeProperties", "linkedInfo")
_NEEDED = {"rbac": "resourceId", "key": "key"}


def _runtimes(context: Context) -> list[Item]:
    return list(context.of("integrationRuntimes"))


@rule(
    Severity.ERROR,
    "A managed integration runtime has 8, 16, 32, 48, 80, 144 or 272 cores for data flows, a time to live that isn't "
    "negative, and 1 to 10 nodes for SSIS; a linked one says by `authorizationType` how, and to which `resourceId` "
    "(Rbac) or with which `key` (Key).",
    over=_runtimes,
    link="https://learn.microsoft.com/azure/data-factory/concepts-integration-runtime",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Sizes that there aren't, and links that lead nowhere."""
    compute = mapping(item.type_properties.get("computeProperties"))
    flows = mapping(compute.get("dataFlowProperties"))
    cores, live = _number(flows.get("coreCount")), _number(flows.get("timeToLive"))
    nodes = _number(compute.get("numberOfNodes"))
    if cores is not None and cores not in _CORES:
        listed = ", ".join(map(str, _CORES))
        told = f"there are no clusters of {cores} cores, but of {listed}"
        yield item.problem(told, (*_COMPUTE, "dataFlowProperties", "coreCount"))
    if live is not None and live < 0:
        yield item.problem(f"{live} is no time to live", (*_COMPUTE, "dataFlowProperties", "timeToLive"))
    if nodes is not None and not _NODES[0] <= nodes <= _NODES[1]:
        yield item.problem(f"{nodes} is no number of nodes (1 to 10)", (*_COMPUTE, "numberOfNodes"))
    linked = item.type_properties.get("linkedInfo")
    if isinstance(linked, dict):
        yield from _link(item, linked)


def _link(item: Item, linked: dict[str, Any]) -> Iterator[Problem]:
    kind = linked.get("authorizationType")
    if not isinstance(kind, str):
        yield item.problem('the link has no "authorizationType"', _LINKED)
    elif kind.casefold() not in _NEEDED:
        told = f'"{kind}" is no authorizationType: {did_you_mean(kind, ("Rbac", "Key"))}'
        yield item.problem(told, (*_LINKED, "authorizationType"))
    elif _NEEDED[kind.casefold()] not in linked:
        yield item.problem(f'the link has no "{_NEEDED[kind.casefold()]}"', _LINKED)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
