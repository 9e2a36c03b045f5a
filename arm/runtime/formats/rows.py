"""Rows on their way from one file to another, and the types they have in the service's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from arm.runtime.failures import ActivityFailure

COPY_FAILED = "2200"
"""Azure's code for a Copy whose source or sink refuses."""


@dataclass(frozen=True)
class Rows:
    """A table as it streams by: its columns, and batches that all have them."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class Writer(Protocol):
    """Writes batches of one schema to a file."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the rows of a batch."""

    def close(self) -> None:
        """Write what ends the file."""


_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "guid": pa.string(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "int": pa.int32(),
    "long": pa.int64(),
    "integer": pa.int64(),
    "single": pa.float32(),
    "double": pa.float64(),
    "float": pa.float64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "bool": pa.bool_(),
    "decimal": pa.decimal128(38, 18),
    "datetime": pa.timestamp("us"),
    "datetimeoffset": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
    "byte": pa.uint8(),
}


def arrow_type(name: str) -> pa.DataType | None:
    """The column type for an interim type of the service, in any letter case; None for one that isn't known."""
    return _TYPES.get(name.lower())


def interim_type(kind: pa.DataType) -> str:
    """The service's word for a column's type, as GetMetadata shows it."""
    named = {
        pa.int8(): "SByte", pa.int16(): "Int16", pa.int32(): "Int32", pa.int64(): "Int64", pa.uint8(): "Byte",
        pa.float32(): "Single", pa.float64(): "Double", pa.bool_(): "Boolean", pa.string(): "String",
        pa.large_string(): "String", pa.date32(): "Date", pa.binary(): "Byte[]",
    }  # fmt: skip
    if pa.types.is_timestamp(kind):
        return "DateTimeOffset" if kind.tz else "DateTime"
    return "Decimal" if pa.types.is_decimal(kind) else named.get(kind, "Object")


def cast(column: pa.Array, kind: pa.DataType, name: str) -> pa.Array:
    """A column in another type. ActivityFailure naming the column if a value doesn't fit."""
    if column.type == kind:
        return column
    try:
        return column.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        told = str(error).splitlines()[0]
        raise ActivityFailure(
            COPY_FAILED, f"ErrorCode=TypeConversionFailure: column '{name}' can't become {interim_type(kind)}: {told}"
        ) from None


def plain(value: Any) -> Any:
    """A cell as JSON has it: moments as ISO 8601 texts, decimals as numbers. ActivityFailure for bytes."""
    from datetime import date
    from decimal import Decimal

    if isinstance(value, bytes):
        raise ActivityFailure("2100", "columns of bytes can't be looked up")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value
