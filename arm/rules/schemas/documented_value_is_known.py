"""A property whose values only the documentation lists has one of them."""

from collections.abc import Iterator
from typing import Any

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.expression import is_expression
from arm.rules.item import Item
from arm.rules.pipeline import Pipeline
from arm.rules.rule import Path, Problem, rule

_CODECS = ("none", "gzip", "bzip2", "deflate", "ZipDeflate", "Tar", "TarGzip", "snappy", "lz4", "lzo")
_ARGUMENTS = "storedProcedureParameters"
# The type definitions take any text for these.
_VALUES = {
    "copyBehavior": ("PreserveHierarchy", "FlattenHierarchy", "MergeFiles"),
    "isolationLevel": ("ReadCommitted", "ReadUncommitted", "RepeatableRead", "Serializable", "Snapshot"),
    "partitionOption": (
        "None", "PhysicalPartitionsOfTable", "DynamicRange", "Hash", "DataSlice", "PartitionByKey", "PartitionOnInt",
        "PartitionOnCalendarYear", "PartitionOnCalendarMonth", "PartitionOnCalendarDate", "PartitionOnTime",
        "SapHanaDynamicRange",
    ),
    "writeBehavior": ("insert", "upsert", "storedProcedure", "update", "merge", "upload"),
    "tableOption": ("none", "autoCreate"),
    "traceLevel": ("none", "coarse", "fine"),
    "compressionCodec": _CODECS,
    "direction": ("Input", "Output", "InputOutput"),
}  # fmt: skip
_KEYS = frozenset(_VALUES)
# Objects told apart by their `type`, which the type definitions leave open, by the property they are the value of.
_TYPES = {
    "translator": ("TabularTranslator",),
    "compression": _CODECS,
    "formatSettings": (
        "AvroWriteSettings", "BinaryReadSettings", "DelimitedTextReadSettings", "DelimitedTextWriteSettings",
        "IcebergWriteSettings", "JsonReadSettings", "JsonWriteSettings", "OrcWriteSettings", "ParquetReadSettings",
        "ParquetWriteSettings", "XmlReadSettings",
    ),
    "authentication": (
        "None", "Basic", "ClientCertificate", "MSI", "SystemAssignedManagedIdentity", "UserAssignedManagedIdentity",
        "ServicePrincipal",
    ),
    "scripts": ("Query", "NonQuery"),
    _ARGUMENTS: (
        "String", "Int", "Int16", "Int32", "Int64", "Byte", "Byte[]", "Single", "Double", "Decimal", "Boolean",
        "Guid", "Date", "DateTime", "DateTimeOffset", "TimeSpan",
    ),
}  # fmt: skip


# What an author fills as they like.
_FREE = frozenset({"body", "headers", "baseParameters", "extendedProperties"})


def _items(context: Context) -> list[Item]:
    return list(context.of("pipelines", "datasets"))


@rule(
    Severity.ERROR,
    "Where Microsoft's documentation lists the values of a property (copy behaviours, isolation levels, partition "
    "options, codecs, trace levels, kinds of authentication and of scripts …) it has one of them.",
    over=_items,
    link="https://learn.microsoft.com/azure/data-factory/copy-activity-overview",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Words that the service doesn't know."""
    idle = _inactive(item)
    for path, found in item.objects:
        holder = path[-2] if isinstance(path[-1], int) or path[-2:-1] == (_ARGUMENTS,) else path[-1]
        typed = holder in _TYPES and found.get("type") not in (None, "Expression")
        # Nearly every object has none of these: where it stands is looked at last, for speed.
        if (not typed and _KEYS.isdisjoint(found)) or "typeProperties" not in path or _is_free(path):
            continue
        if any(path[: len(one)] == one for one in idle):
            continue
        for key in _KEYS & found.keys():
            yield from _judge(item, found[key], (*path, key), _VALUES[key], key)
        if typed:
            yield from _judge(item, found["type"], (*path, "type"), _TYPES[str(holder)], f"type of {holder}")


def _is_free(path: Path) -> bool:
    return not _FREE.isdisjoint(path) or ("parameters" in path and "scripts" not in path)


def _judge(item: Item, value: Any, path: Path, known: tuple[str, ...], told: str) -> Iterator[Problem]:
    if not isinstance(value, str) or not value or is_expression(value):
        return
    if value.casefold() not in {one.casefold() for one in known}:
        yield item.problem(f'"{value}" is no {told}: {did_you_mean(value, known)}', path)


def _inactive(item: Item) -> list[Path]:
    return [one.path for one in item.activities if not one.active] if isinstance(item, Pipeline) else []
