"""Column mappings: https://learn.microsoft.com/azure/data-factory/copy-activity-schema-and-type-mapping."""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.formats.rows import COPY_FAILED, Rows, arrow_type, cast
from arm.runtime.model import Json

_BATCH = 4_096
_STEP = re.compile(r"\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]|\.?([^.\[\]]+)")


@dataclass(frozen=True)
class Column:
    """One column of the result: from a source column by name or place (from 0), or a path into an object.

    `absolute` paths start at the whole object, others at the element of the collection. `type` is the interim type
    it is to have, "" to leave it.
    """

    name: str
    source: str | int
    type: str = ""
    absolute: bool = True


@dataclass(frozen=True)
class Mapping:
    """A translator: its columns (none: all of them, by name) and the path of the array whose elements are rows."""

    columns: tuple[Column, ...] = ()
    collection: str = ""


def read(translator: Any) -> Mapping:
    """An activity's translator, also where it is given as text. CannotRun for a kind that isn't there."""
    if isinstance(translator, str):
        translator = json.loads(translator) if translator.strip() else None
    if not translator:
        return Mapping()
    if translator.get("type", "TabularTranslator") != "TabularTranslator":
        raise CannotRun(f"columns can't be mapped by a {translator['type']} here")
    collection = translator.get("collectionReference") or ""
    if listed := translator.get("mappings"):
        return Mapping(tuple(_column(each, place, bool(collection)) for place, each in enumerate(listed)), collection)
    return Mapping(tuple(_short(translator.get("columnMappings") or translator.get("schemaMapping"))), collection)


def _column(entry: Json, place: int, has_collection: bool) -> Column:
    source, sink = entry.get("source") or {}, entry.get("sink") or {}
    name = sink.get("name") or sink.get("path") or f"Prop_{int(sink.get('ordinal', place + 1)) - 1}"
    path = source.get("path")
    found: str | int | None = path or source.get("name")
    if found is None and "ordinal" in source:
        found = int(source["ordinal"]) - 1
    if found is None:
        raise ActivityFailure(COPY_FAILED, f"the mapping of '{name}' names no source column")
    return Column(_last_step(name), found, sink.get("type") or "", not has_collection or str(path)[:1] == "$")


def _short(mappings: Any) -> Iterator[Column]:
    """The older way, source and sink names: an object, or `source: sink, source: sink` as one text."""
    if isinstance(mappings, str):
        mappings = dict(re.split(r"\s*:\s*", pair, maxsplit=1) for pair in re.split(r"\s*,\s*", mappings.strip()))
    for source, sink in (mappings or {}).items():
        yield Column(str(sink), str(source))


def _last_step(path: str) -> str:
    """The name of a sink column given as a path of one step, such as `$['a']`."""
    if not path.startswith("$"):
        return path
    steps = _steps(path)
    if len(steps) != 1:
        raise CannotRun(f"rows can't be written into nested objects here: {path}")
    return str(steps[0])


def apply(mapping: Mapping, rows: Rows, origin: str) -> Rows:
    """Rows with the columns of a mapping. ActivityFailure for a column that `origin` hasn't, or of another type."""
    if not mapping.columns:
        return rows
    places = [_place(column, rows.schema, origin) for column in mapping.columns]
    types = [
        _wanted(column) or rows.schema.field(place).type
        for column, place in zip(mapping.columns, places, strict=True)
    ]
    schema = pa.schema([(column.name, kind) for column, kind in zip(mapping.columns, types, strict=True)])

    def mapped() -> Iterator[pa.RecordBatch]:
        for batch in rows.batches:
            columns = [
                cast(batch.column(place), field.type, field.name) for place, field in zip(places, schema, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    return Rows(schema, mapped())


def _place(column: Column, schema: pa.Schema, origin: str) -> int:
    place = column.source if isinstance(column.source, int) else schema.get_field_index(column.source)
    if not 0 <= place < len(schema):
        raise ActivityFailure(
            COPY_FAILED,
            f"ErrorCode=MappingColumnNameNotFoundInSourceFile: Column '{column.source}' specified in column mapping "
            f"cannot be found in '{origin}' source file.",
        )
    return place


def _wanted(column: Column) -> pa.DataType | None:
    if not column.type:
        return None
    kind = arrow_type(column.type)
    if kind is None:
        raise CannotRun(f"column '{column.name}' can't become of type {column.type} here")
    return kind


def from_objects(mapping: Mapping, objects: Iterable[Any]) -> Rows:
    """Objects as rows: by the mapping's paths, or their own keys where there is none.

    The first rows decide on columns and types; ActivityFailure for a later one that has others. CannotRun for
    nested values without a mapping that says what to do with them.
    """
    flat = _rows(mapping, objects)
    first = [row for _, row in zip(range(_BATCH), flat, strict=False)]
    names = [column.name for column in mapping.columns] or list(dict.fromkeys(key for row in first for key in row))
    wanted = {column.name: _wanted(column) for column in mapping.columns}
    schema = pa.schema([(name, wanted.get(name) or _type_of(name, first)) for name in names])

    def batches() -> Iterator[pa.RecordBatch]:
        rows = first
        while rows:
            yield _batch(rows, schema)
            rows = [row for _, row in zip(range(_BATCH), flat, strict=False)]

    return Rows(schema, batches())


def _rows(mapping: Mapping, objects: Iterable[Any]) -> Iterator[Json]:
    paths = [(column, _steps(str(column.source))) for column in mapping.columns]
    collection = _steps(mapping.collection)
    for whole in objects:
        if not isinstance(whole, dict):
            raise ActivityFailure(COPY_FAILED, "ErrorCode=JsonInvalidDataFormat: a row is not an object")
        if not mapping.columns:
            yield whole
            continue
        elements = _at(whole, collection) if collection else [whole]
        for element in elements if isinstance(elements, list) else []:
            yield {column.name: _at(whole if column.absolute else element, steps) for column, steps in paths}


def _type_of(name: str, rows: list[Json]) -> pa.DataType:
    given = [row[name] for row in rows if row.get(name) is not None]
    if any(isinstance(value, dict | list) for value in given):
        raise CannotRun(f"'{name}' holds nested values: say with mappings what columns they give")
    kinds = {type(value) for value in given}
    if kinds <= {bool} and kinds:
        return pa.bool_()
    if kinds <= {int} and kinds:
        return pa.int64()
    return pa.float64() if kinds <= {int, float} and kinds else pa.string()


def _batch(rows: list[Json], schema: pa.Schema) -> pa.RecordBatch:
    known = set(schema.names)
    if unknown := next((row.keys() - known for row in rows if not row.keys() <= known), None):
        told = f"'{min(unknown)}' first appears after the first {_BATCH} rows: name the columns with mappings"
        raise ActivityFailure(COPY_FAILED, f"ErrorCode=JsonInvalidDataFormat: {told}")
    return pa.RecordBatch.from_arrays([_array(rows, field) for field in schema], schema=schema)


def _array(rows: list[Json], field: pa.Field) -> pa.Array:
    given = [row.get(field.name) for row in rows]
    with contextlib.suppress(pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array(given, field.type)
    texts = pa.array([None if value is None else _text(value) for value in given], pa.string())
    return cast(texts, field.type, field.name)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _steps(path: str) -> list[str | int]:
    """A path such as `$['a'][0].b` as keys and indexes."""
    found: list[str | int] = []
    for quoted, index, name in _STEP.findall(path.removeprefix("$")):
        found.append(int(index) if index else quoted.replace("\\'", "'") or name)
    return found


def _at(value: Any, steps: list[str | int]) -> Any:
    """What lies at a path, None where nothing does."""
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
