"""A linked service is of a type that its dataset, activity or secret can use."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.fitting import SERVICES, fits_store, stores_of
from arm.rules.item import Item, mapping
from arm.rules.mention import Mention, mentions
from arm.rules.pipeline import Activity, Pipeline
from arm.rules.rule import Path, Problem, rule


@rule(
    Severity.ERROR,
    "A dataset stands on a linked service of its connector, an activity runs on one of its service (Databricks, SQL, "
    "Azure Functions, Machine Learning, Batch, HDInsight … need one), and a secret comes from a Key Vault.",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/concepts-linked-services",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Linked services of another type, and activities without the one they need."""
    if isinstance(item, Pipeline):
        for activity in item.activities:
            if activity.active and activity.type in SERVICES:
                yield from _of_activity(context, activity)
    elif item.type == "datasets":
        location = mapping(item.type_properties.get("location")).get("type")
        wanted = stores_of(item.kind, location if isinstance(location, str) else "")
        path = ("properties", "linkedServiceName")
        user = f"the location {location}" if isinstance(location, str) else f"a dataset of type {item.kind}"
        yield from _judged(context, item, item.properties.get("linkedServiceName"), path, user, wanted)
    for mention in mentions(item):
        if mention.path[-1] == "store" and mention.type == "linkedServices":
            yield from _of_secret(context, item, mention)


def _of_activity(context: Context, activity: Activity) -> Iterator[Problem]:
    wanted = SERVICES[activity.type]
    if "linkedServiceName" not in activity.body:
        needed = " or ".join(wanted) if len(wanted) < 3 else "of a database"
        yield activity.problem(f"{activity.type} needs a linked service {needed}", "linkedServiceName")
        return
    path = (*activity.path, "linkedServiceName")
    reference = activity.body["linkedServiceName"]
    yield from _judged(context, activity.pipeline, reference, path, activity.type, wanted)


def _of_secret(context: Context, item: Item, mention: Mention) -> Iterator[Problem]:
    yield from _judged(context, item, mention.body, mention.path, "a secret", ("AzureKeyVault",))


def _judged(
    context: Context, item: Item, reference: object, path: Path, user: str, wanted: tuple[str, ...]
) -> Iterator[Problem]:
    name = mapping(reference).get("referenceName")
    found = context.find("linkedServices", name) if isinstance(name, str) else None
    if found is not None and found.kind and not fits_store(found.kind, wanted):
        needed = " or ".join(wanted) if len(wanted) < 4 else "a database"
        told = f'"{found.name}" is of type {found.kind}: {user} takes {needed}'
        yield item.problem(told, (*path, "referenceName"))
