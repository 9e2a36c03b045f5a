"""An event trigger says which events of what it is fired by."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, triggers
from arm.rules.item import Item, listing
from arm.rules.rule import Path, Problem, rule

_ROOT: Path = ("properties", "typeProperties")
_BLOB_EVENTS = ("Microsoft.Storage.BlobCreated", "Microsoft.Storage.BlobDeleted")
_SCOPES = {
    "BlobEventsTrigger": "Microsoft.Storage/storageAccounts",
    "CustomEventsTrigger": "Microsoft.EventGrid/topics",
}
_FILTERS = ("blobPathBeginsWith", "blobPathEndsWith")


@rule(
    Severity.ERROR,
    "BlobEventsTrigger and CustomEventsTrigger have a `scope`, the resource ID of a storage account or an Event Grid "
    "topic, and `events`; a blob trigger has a path filter, which begins with /<container>/blobs/ where it names a "
    "folder.",
    over=triggers,
    link="https://learn.microsoft.com/azure/data-factory/how-to-create-event-trigger",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """What is missing or unknown."""
    if item.kind not in _SCOPES:
        return
    scope, events = item.type_properties.get("scope"), item.type_properties.get("events")
    if not isinstance(scope, str) or not scope:
        yield item.problem("the trigger has no scope", (*_ROOT, "scope"))
    elif f"/{_SCOPES[item.kind]}/".casefold() not in scope.casefold():
        yield item.problem(f"the scope is no resource ID of {_SCOPES[item.kind]}", (*_ROOT, "scope"))
    if not isinstance(events, list) or not events:
        yield item.problem("the trigger names no events", (*_ROOT, "events"))
    if item.kind == "BlobEventsTrigger":
        yield from _blob(item)


def _blob(item: Item) -> Iterator[Problem]:
    for number, event in enumerate(listing(item.type_properties.get("events"))):
        if event not in _BLOB_EVENTS:
            told = f"{event!r} is no event of blobs: {did_you_mean(str(event), _BLOB_EVENTS)}"
            yield item.problem(told, (*_ROOT, "events", number))
    if not any(item.type_properties.get(key) for key in _FILTERS):
        yield item.problem("the trigger has neither blobPathBeginsWith nor blobPathEndsWith", _ROOT)
    begins = item.type_properties.get("blobPathBeginsWith")
    if isinstance(begins, str) and begins.strip("/").count("/") and "/blobs/" not in f"{begins}/":
        told = f'"{begins}" is no start of a blob\'s path (/<container>/blobs/<folder>)'
        yield item.problem(told, (*_ROOT, "blobPathBeginsWith"))
