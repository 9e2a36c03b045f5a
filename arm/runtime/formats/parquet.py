"""Parquet: https://learn.microsoft.com/azure/data-factory/format-parquet."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from arm.runtime.failures import ActivityFailure
from arm.runtime.formats.rows import COPY_FAILED, Rows
from arm.runtime.model import Json

_BATCH = 16_384
_ROW_GROUP = 131_072


def read(path: Path, settings: Json, read_settings: Json) -> Rows:
    """A file's rows. ActivityFailure if it isn't Parquet."""
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow.remove_metadata()
    except pa.ArrowInvalid as error:
        raise ActivityFailure(
            COPY_FAILED, f"ErrorCode=ParquetInvalidFile: {path.name}: {str(error).splitlines()[0]}"
        ) from None
    return Rows(schema, _batches(path))


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(_BATCH)


class ParquetWriter:
    """Writes batches as row groups of a bounded size."""

    def __init__(self, stream: IO[bytes], schema: pa.Schema, settings: Json, write_settings: Json) -> None:
        codec = (settings.get("compressionCodec") or "snappy").lower()
        self._writer = pq.ParquetWriter(stream, schema, compression=codec)
        self._schema = schema
        self._held: list[pa.RecordBatch] = []

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the rows of a batch; they are written once there are enough for a row group."""
        self._held.append(batch)
        if sum(each.num_rows for each in self._held) >= _ROW_GROUP:
            self._flush()

    def close(self) -> None:
        """Write the last row group and the footer."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.Table.from_batches(self._held, self._schema))
            self._held = []
