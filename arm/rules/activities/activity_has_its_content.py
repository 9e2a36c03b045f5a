"""A Script has statements, a GetMetadata asks for fields, a request goes to a URL."""

from collections.abc import Iterator
from typing import Any

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.expression import is_expression
from arm.rules.item import listing, mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_FIELDS = (
    "itemName", "itemType", "size", "created", "lastModified", "childItems", "contentMD5", "structure", "columnCount",
    "exists",
)  # fmt: skip
_LISTS = {"Script": "scripts", "GetMetadata": "fieldList"}
_SCHEMES = ("http://", "https://")


@rule(
    Severity.ERROR,
    "A Script has `scripts`, each with a `text`; a GetMetadata has a `fieldList` of fields that there are; the URL "
    "of a WebActivity or WebHook starts with https:// (or http://), the path of a notebook with a slash (a warning).",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-get-metadata-activity#supported-connectors",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Activities with nothing to do, and what they ask for and nobody knows."""
    if activity.type in ("WebActivity", "WebHook"):
        yield from _url(activity)
        return
    path = activity.type_properties.get("notebookPath")
    if activity.type == "DatabricksNotebook" and isinstance(path, str) and path[:1] not in ("/", "@"):
        told = f'"{path}" is no absolute path: it starts with a slash'
        yield activity.problem(told, "typeProperties", "notebookPath", severity=Severity.WARNING)
    key = _LISTS.get(activity.type)
    if key is None or "typeProperties" not in activity.body:
        return
    written = activity.type_properties.get(key)
    if written is None or written == []:
        yield activity.problem(f'{activity.type} has no "{key}"', "typeProperties", key)
    for number, entry in enumerate(listing(written)):
        told = _field(entry) if key == "fieldList" else _script(entry)
        if told:
            yield activity.problem(told, "typeProperties", key, number)


def _field(entry: Any) -> str:
    if not isinstance(entry, str) or is_expression(entry) or entry.casefold() in {one.casefold() for one in _FIELDS}:
        return ""
    return f'there is no field "{entry}": {did_you_mean(entry, _FIELDS)}'


def _script(entry: Any) -> str:
    return "" if mapping(entry).get("text") else "the script has no text"


def _url(activity: Activity) -> Iterator[Problem]:
    url = activity.type_properties.get("url")
    if isinstance(url, str) and not is_expression(url) and not url.strip().casefold().startswith(_SCHEMES):
        yield activity.problem(
            f'"{url}" is no URL of a web service: it starts with https://', "typeProperties", "url"
        )
