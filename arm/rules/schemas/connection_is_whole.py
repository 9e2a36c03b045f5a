"""A linked service says where what it connects to is."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, linked_services
from arm.rules.item import Item
from arm.rules.rule import Problem, rule

# The type definitions require none of these, as one of several does.
_PLACES = {
    "AzureBlobStorage": ("connectionString", "sasUri", "serviceEndpoint", "containerUri"),
    "AzureStorage": ("connectionString", "sasUri"),
    "AzureTableStorage": ("connectionString", "sasUri", "serviceEndpoint"),
    "AzureBlobFS": ("url", "sasUri"),
    "AzureFileStorage": ("connectionString", "sasUri", "host", "serviceEndpoint"),
    "AzureSqlDatabase": ("connectionString", "server"),
    "AzureSqlDW": ("connectionString", "server"),
    "AzureSqlMI": ("connectionString", "server"),
    "SqlServer": ("connectionString", "server"),
    "CosmosDb": ("connectionString", "accountEndpoint"),
}


@rule(
    Severity.ERROR,
    "A linked service of storage or SQL has a connection string, an endpoint or a server, a SAS URI, or one of the "
    "others by which its connector finds the other side.",
    over=linked_services,
    link="https://learn.microsoft.com/azure/data-factory/concepts-linked-services",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Linked services that don't say where."""
    wanted = _PLACES.get(item.kind)
    there = {key.casefold() for key in item.type_properties}
    if wanted and not there & {key.casefold() for key in wanted}:
        told = f"nothing says where it connects to: {item.kind} has {', '.join(wanted[:-1])} or {wanted[-1]}"
        yield item.problem(told, ("properties", "typeProperties"))
