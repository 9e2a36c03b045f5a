"""What a Copy or Lookup reads and writes is what its datasets are."""

from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.fitting import FORMATS, SQL, copies, settings_fit
from arm.rules.item import Item, listing, mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule
from arm.rules.schema_check import types_of

_UNIONS = {"source": "CopySource", "sink": "CopySink"}
_SETTINGS = {"source": "StoreReadSettings", "sink": "StoreWriteSettings"}


@rule(
    Severity.ERROR,
    "The source of a Copy or Lookup reads the type of its dataset, the sink of a Copy writes it, and `storeSettings` "
    "are for where the dataset lies (a warning among SQL's own types). Binary files are copied to binary files only.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/copy-activity-overview",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Sources and sinks of another type, and settings for another store."""
    for key, reference in _datasets(activity):
        name = mapping(reference).get("referenceName")
        dataset = context.find("datasets", name) if isinstance(name, str) else None
        if dataset is not None and dataset.kind:
            yield from _judged(activity, key, dataset)
    yield from _binary(activity)


def _datasets(activity: Activity) -> Iterator[tuple[str, Any]]:
    if activity.type == "Copy":
        for key, section in (("source", "inputs"), ("sink", "outputs")):
            yield from ((key, reference) for reference in listing(activity.body.get(section))[:1])
    elif activity.type == "Lookup":
        yield "source", activity.type_properties.get("dataset")


def _judged(activity: Activity, key: str, dataset: Item) -> Iterator[Problem]:
    code = mapping(activity.type_properties.get(key))
    type = code.get("type")
    if type in types_of(_UNIONS[key]) and not copies(dataset.kind, str(type).removesuffix(key.capitalize())):
        told = f'{type} is not for "{dataset.name}", a dataset of type {dataset.kind}'
        yield activity.problem(told, "typeProperties", key, "type", severity=_severity(str(type), dataset.kind))
    settings = mapping(code.get("storeSettings")).get("type")
    location = mapping(dataset.type_properties.get("location")).get("type")
    if (
        settings in types_of(_SETTINGS[key])
        and isinstance(location, str)
        and not settings_fit(str(settings), location)
    ):
        told = f'{settings} are not for "{dataset.name}", which lies at {location}'
        yield activity.problem(told, "typeProperties", key, "storeSettings", "type")


def _binary(activity: Activity) -> Iterator[Problem]:
    """A Copy that would turn bytes into rows, or rows of a file into bytes."""
    types = [mapping(activity.type_properties.get(key)).get("type") for key in _UNIONS]
    source, sink = (str(type).removesuffix(key.capitalize()) for type, key in zip(types, _UNIONS, strict=True))
    one_sided = (source == "Binary") != (sink == "Binary")
    if activity.type == "Copy" and one_sided and (source == "Binary" or source in FORMATS) and all(types):
        told = f"{types[0]} and {types[1]} don't go together: binary files are copied as they are"
        yield activity.problem(told, "typeProperties", "sink", "type")


def _severity(code: str, dataset: str) -> Severity | None:
    """Whether both are SQL's: such a pair may do."""
    names = (code.removesuffix("Source").removesuffix("Sink"), dataset.removesuffix("Table"))
    related = all(name.removeprefix("Azure") in SQL or name in SQL for name in names)
    return Severity.WARNING if related else None
