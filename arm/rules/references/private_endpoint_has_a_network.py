"""A managed private endpoint belongs to a network of the factory."""

from collections.abc import Iterator

from arm.factory.kinds import ENDPOINTS
from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "The folder managedVirtualNetwork/<network>/ that a private endpoint stands in is called like a network.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/managed-virtual-network-private-endpoint",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Endpoints without their network."""
    if item.type == ENDPOINTS and context.find("managedVirtualNetworks", item.resource.network) is None:
        yield item.problem(f'there is no managed virtual network "{item.resource.network}"')
