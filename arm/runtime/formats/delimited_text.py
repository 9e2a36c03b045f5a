"""DelimitedText: https://learn.microsoft.com/azure/data-factory/format-delimited-text."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from arm.runtime import values
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.formats.compression import opened
from arm.runtime.formats.rows import COPY_FAILED, Rows
from arm.runtime.model import Json

_BLOCK = 4 << 20
# What the service writes where a dataset doesn't say; on reading it takes any line end.
_ROW_DELIMITER = "\r\n"
_ANY_LINE_END = (None, "", "\n", "\r\n", "\r")


class Dialect:
    """How a dataset writes its text. CannotRun for what can't be read and written here."""

    def __init__(self, settings: Json) -> None:
        self.delimiter: str = settings.get("columnDelimiter") or ","
        self.quote: str = settings.get("quoteChar", '"') or ""
        self.escape: str = settings.get("escapeChar", "\\") or ""
        self.null: str = settings.get("nullValue") or ""
        self.row_end: str | None = settings.get("rowDelimiter")
        self.header: bool = values.truth(settings.get("firstRowAsHeader", False), "firstRowAsHeader")
        self.encoding: str = settings.get("encodingName") or "utf-8"
        self.compression: str = settings.get("compressionCodec") or "none"
        for name, text in (("column delimiter", self.delimiter), ("quote", self.quote), ("escape", self.escape)):
            if len(text.encode()) > 1:
                raise CannotRun(
                    f"delimited text whose {name} is {text!r} can't be read here: one ASCII character can"
                )


def read(path: Path, settings: Json, read_settings: Json) -> Rows:
    """A file's rows, every column of texts; those without a header are called Prop_0, Prop_1 and so on.

    ActivityFailure, on the way too, for a file that isn't what the dataset says.
    """
    dialect = Dialect(settings)
    if dialect.row_end not in _ANY_LINE_END:
        raise CannotRun(f"delimited text whose rows end with {dialect.row_end!r} can't be read here")
    skip = values.whole_number(read_settings.get("skipLineCount") or 0, "skipLineCount")
    try:
        names = _open(path, dialect, skip, []).schema.names
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            return Rows(pa.schema([]), iter(()))
        raise _unreadable(path, error) from None
    shown = names if dialect.header else [f"Prop_{index}" for index in range(len(names))]
    schema = pa.schema([(name, pa.string()) for name in shown])
    return Rows(schema, _batches(path, dialect, skip, names, schema))


def _batches(
    path: Path, dialect: Dialect, skip: int, names: list[str], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    try:
        for batch in _open(path, dialect, skip, names):
            yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)
    except pa.ArrowInvalid as error:
        raise _unreadable(path, error) from None


def _open(path: Path, dialect: Dialect, skip: int, names: list[str]) -> Any:
    """A stream of batches; every column of `names` is read as text, whatever it looks like."""
    escape = dialect.escape if dialect.escape != dialect.quote else ""
    return pyarrow.csv.open_csv(
        opened(path, dialect.compression),
        read_options=pyarrow.csv.ReadOptions(
            block_size=_BLOCK,
            skip_rows=skip,
            autogenerate_column_names=not dialect.header,
            encoding=dialect.encoding.lower(),
        ),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            escape_char=escape or False,
            newlines_in_values=bool(dialect.quote),
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[dialect.null], strings_can_be_null=True
        ),
    )


def _unreadable(path: Path, error: Exception) -> ActivityFailure:
    told = str(error).splitlines()[0]
    return ActivityFailure(COPY_FAILED, f"ErrorCode=DelimitedTextBadDataDetected: {path.name}: {told}")


class DelimitedTextWriter:
    """Writes batches as text, quoting what needs it."""

    def __init__(self, stream: IO[bytes], schema: pa.Schema, settings: Json, write_settings: Json) -> None:
        self._stream = stream
        self._dialect = Dialect(settings)
        self._row_end = self._dialect.row_end or _ROW_DELIMITER
        self._quote_all = values.truth(write_settings.get("quoteAllText", False), "quoteAllText")
        if self._dialect.header and schema.names:
            self._write_columns([pa.array([name]) for name in schema.names])

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the rows of a batch."""
        if batch.num_rows and batch.num_columns:
            self._write_columns([_as_text(column) for column in batch.columns])

    def close(self) -> None:
        """Nothing ends the text but its last row."""

    def _write_columns(self, columns: list[pa.Array]) -> None:
        cells = [self._protected(column) for column in columns]
        rows = pc.binary_join_element_wise(
            *cells, self._dialect.delimiter, null_handling="replace", null_replacement=self._dialect.null
        )
        lines = pc.binary_join_element_wise(rows, "", self._row_end)
        # The lines lie one after the other in the array's buffer: they are written as they lie there.
        text = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "")[0].as_buffer()
        encoding = self._dialect.encoding.lower()
        if encoding in ("utf-8", "utf8"):
            self._stream.write(text)
        else:
            self._stream.write(text.to_pybytes().decode().encode(encoding))

    def _protected(self, column: pa.Array) -> pa.Array:
        """A column whose values can be told apart again.

        Without a quote character the escape protects the delimiter and itself, as documented.
        """
        quote, escape, delimiter = self._dialect.quote, self._dialect.escape, self._dialect.delimiter
        if not quote:
            return _escaped(column, escape, (escape, delimiter)) if escape else column
        escape = escape or quote
        marks = [delimiter, quote, escape, "\n", "\r"]
        if self._quote_all:
            return pc.binary_join_element_wise(quote, _escaped(column, escape, (escape, quote)), quote, "")
        special = pc.match_substring_regex(column, "[" + "".join(f"\\x{ord(mark):02x}" for mark in marks) + "]")
        if not pc.any(special).as_py():
            return column
        quoted = pc.binary_join_element_wise(quote, _escaped(column, escape, (escape, quote)), quote, "")
        return pc.if_else(special, quoted, column)


def _escaped(column: pa.Array, escape: str, marks: tuple[str, ...]) -> pa.Array:
    for mark in dict.fromkeys(marks):
        column = pc.replace_substring(column, mark, escape + mark)
    return column


def _as_text(column: pa.Array) -> pa.Array:
    """A column as .NET writes its values: True and False, moments to a ten-millionth of a second."""
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "True", "False")
    if pa.types.is_timestamp(kind):
        text = pc.strftime(column.cast(pa.timestamp("us", kind.tz)), "%Y-%m-%d %H:%M:%S")
        text = pc.binary_join_element_wise(text, "0", "")
        return pc.binary_join_element_wise(text, "+00:00", " ") if kind.tz else text
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        raise ActivityFailure(COPY_FAILED, f"values of type {kind} can't be written as delimited text")
    return column.cast(pa.string())
