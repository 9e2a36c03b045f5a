"""A file's rows by the format of its dataset, in and out."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from arm.runtime.failures import CannotRun
from arm.runtime.formats import delimited_text, json_text, mapping, parquet
from arm.runtime.formats.rows import Rows, Writer, plain
from arm.runtime.model import Json
from arm.runtime.storage import Blob

FORMATS = ("DelimitedText", "Json", "Parquet")
EXTENSIONS = {"DelimitedText": ".txt", "Json": ".json", "Parquet": ".parquet"}


def read(path: Path, blob: Blob, settings: Json, translator: mapping.Mapping) -> Rows:
    """The rows of a file in the format of `blob`, its columns mapped; `settings` are the source's formatSettings."""
    match blob.format:
        case "DelimitedText":
            return mapping.apply(translator, delimited_text.read(path, blob.settings, settings), path.name)
        case "Parquet":
            return mapping.apply(translator, parquet.read(path, blob.settings, settings), path.name)
        case "Json":
            return mapping.from_objects(translator, json_text.read_objects(path, blob.settings))
    raise CannotRun(f"files of format {blob.format} can't be read here: {', '.join(FORMATS)} can")


def records(path: Path, blob: Blob, settings: Json) -> Iterator[Any]:
    """The rows of a file as JSON objects, one by one; JSON as it stands."""
    if blob.format == "Json":
        yield from json_text.read_objects(path, blob.settings)
        return
    for batch in read(path, blob, settings, mapping.Mapping()).batches:
        for row in batch.to_pylist():
            yield plain(row)


def writer(stream: IO[bytes], schema: pa.Schema, blob: Blob, settings: Json) -> Writer:
    """What writes rows in the format of `blob`; `settings` are the sink's formatSettings."""
    match blob.format:
        case "DelimitedText":
            return delimited_text.DelimitedTextWriter(stream, schema, blob.settings, settings)
        case "Parquet":
            return parquet.ParquetWriter(stream, schema, blob.settings, settings)
        case "Json":
            return json_text.JsonWriter(stream, schema, blob.settings, settings)
    raise CannotRun(f"files of format {blob.format} can't be written here: {', '.join(FORMATS)} can")


def columns(path: Path, blob: Blob) -> pa.Schema:
    """The columns of a file. CannotRun for a format that has none to tell."""
    if blob.format == "DelimitedText":
        return delimited_text.read(path, blob.settings, {}).schema
    if blob.format == "Parquet":
        return parquet.read(path, blob.settings, {}).schema
    raise CannotRun(f"files of format {blob.format} tell no columns: DelimitedText and Parquet do")
