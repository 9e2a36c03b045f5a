"""A Copy that looks into its files: rows read in one format, mapped, and written in another."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

import pyarrow as pa

from arm.runtime.copying import Counts, Plan
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.formats import compression, files, json_text, mapping
from arm.runtime.formats.rows import COPY_FAILED, Rows
from arm.runtime.listing import Found
from arm.runtime.model import Json

_NOT_HERE = ("maxRowsPerFile", "fileNamePrefix")


def copy_rows(plan: Plan, found: Sequence[Found], stream: IO[bytes], counts: Counts, stop: threading.Event) -> None:
    """Write the rows of all files into one; ActivityFailure where they don't fit, CannotRun for what isn't there."""
    settings = plan.setting("sink", "formatSettings")
    if beyond := [key for key in _NOT_HERE if settings.get(key)]:
        raise CannotRun(f"a Copy can't follow {', '.join(beyond)} here")
    codec = (plan.sink.settings.get("compressionCodec") or "none").lower()
    if codec == "none" or plan.sink.format == "Parquet":  # Parquet compresses within its file
        _copy_into(stream, plan, found, settings, counts, stop)
        return
    with compression.compressing(stream, codec) as compressed:
        _copy_into(compressed, plan, found, settings, counts, stop)


def _copy_into(
    stream: IO[bytes], plan: Plan, found: Sequence[Found], settings: Json, counts: Counts, stop: threading.Event
) -> None:
    translator = mapping.read(plan.properties.get("translator"))
    added = (plan.properties.get("source") or {}).get("additionalColumns") or []
    if plan.source.format == plan.sink.format == "Json" and not translator.columns and not added:
        _copy_objects(stream, plan, found, settings, counts, stop)
        return
    tables = [_table(plan, file, translator, added) for file in found]
    schema = tables[0].schema
    writer = files.writer(stream, schema, plan.sink, settings)
    for table, file in zip(tables, found, strict=True):
        if table.schema.names != schema.names:
            raise ActivityFailure(COPY_FAILED, f"{file.name} has other columns than {found[0].name}: map them")
        for batch in table.batches:
            if stop.is_set():
                return
            writer.write(_as(batch, schema, file))
            counts.add_rows(batch.num_rows)
    counts.add_rows(0)
    writer.close()


def _as(batch: pa.RecordBatch, schema: pa.Schema, file: Found) -> pa.RecordBatch:
    """A batch with the types of the first file's columns."""
    if batch.schema == schema:
        return batch
    try:
        return batch.cast(schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        told = str(error).splitlines()[0]
        raise ActivityFailure(COPY_FAILED, f"ErrorCode=TypeConversionFailure: {file.name}: {told}") from None


def _copy_objects(
    stream: IO[bytes], plan: Plan, found: Sequence[Found], settings: Json, counts: Counts, stop: threading.Event
) -> None:
    """JSON to JSON without a mapping: nested as it is, and written anew."""
    writer = json_text.JsonWriter(stream, None, plan.sink.settings, settings)
    for file in found:
        for value in json_text.read_objects(file.path, plan.source.settings):
            if stop.is_set():
                return
            writer.write_object(value)
            counts.add_rows(1)
    writer.close()


def _table(plan: Plan, file: Found, translator: mapping.Mapping, added: list[Json]) -> Rows:
    """A file's rows, with the additional columns before they are mapped, as the service does."""
    settings = plan.setting("source", "formatSettings")
    if not added:
        return files.read(file.path, plan.source, settings, translator)
    if plan.source.format == "Json":
        raise CannotRun("additionalColumns can't be added to Json here")
    plain = files.read(file.path, plan.source, settings, mapping.Mapping())
    return mapping.apply(translator, _with_columns(plain, added, file), file.name)


def _with_columns(rows: Rows, added: list[Json], file: Found) -> Rows:
    """https://learn.microsoft.com/azure/data-factory/copy-activity-overview#add-additional-columns-during-copy."""
    makers = [(entry["name"], _maker(entry.get("value"), rows, file)) for entry in added]
    schema = rows.schema
    for name, (kind, _) in makers:
        schema = schema.append(pa.field(name, kind))

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in rows.batches:
            columns = [*batch.columns, *(make(batch) for _, (_, make) in makers)]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    return Rows(schema, batches())


def _maker(value: Any, rows: Rows, file: Found) -> tuple[pa.DataType, Callable[[pa.RecordBatch], pa.Array]]:
    """Type and content of an additional column: the file's path, another column, or the value itself."""
    text = value if isinstance(value, str) else str(value)
    if text.upper().startswith("$$COLUMN:"):
        name = text[len("$$COLUMN:") :]
        place = rows.schema.get_field_index(name)
        if place < 0:
            raise ActivityFailure(COPY_FAILED, f"there is no column '{name}' to copy into an additional one")
        return rows.schema.field(place).type, lambda batch: batch.column(place)
    content = file.name if text.upper() == "$$FILEPATH" else text
    return pa.string(), lambda batch: pa.array([content] * batch.num_rows, pa.string())
