"""Json: https://learn.microsoft.com/azure/data-factory/format-json."""

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

import orjson
import pyarrow as pa

from arm.runtime.failures import ActivityFailure
from arm.runtime.formats.compression import opened
from arm.runtime.formats.rows import COPY_FAILED, plain
from arm.runtime.model import Json

_CHUNK = 1 << 20
_BETWEEN = re.compile(r"[\s,]*")


def read_objects(path: Path, settings: Json) -> Iterator[Any]:
    """The objects of a file one by one: an array of them, one a line, or one after the other.

    ActivityFailure, on the way too, for a file that is no JSON.
    """
    encoding = settings.get("encodingName") or "utf-8-sig"
    with opened(path, settings.get("compressionCodec") or "none") as stream:
        text = _pieces(stream, "utf-8-sig" if encoding.lower() == "utf-8" else encoding)
        number = 0
        try:
            for value in _lines_or_objects(text):
                yield value
                number += 1
        except (ValueError, RecursionError) as error:
            told = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            where = f"{path.name}, after {number} objects"
            raise ActivityFailure(COPY_FAILED, f"ErrorCode=JsonInvalidDataFormat: {where}: {told}") from None


def _pieces(stream: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := stream.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _lines_or_objects(pieces: Iterator[str]) -> Iterator[Any]:
    """What `_objects` gives; fast for as long as every line is an object."""
    held = ""
    for piece in pieces:
        *lines, rest = (held + piece).split("\n")
        for index, line in enumerate(lines):
            try:
                value = orjson.loads(line) if line.strip() else None
            except ValueError:
                value = None
            if isinstance(value, dict):
                yield value
            elif line.strip():
                yield from _objects(chain(["\n".join([*lines[index:], rest])], pieces))
                return
        held = rest
    yield from _objects(iter([held]))


def _objects(pieces: Iterator[str]) -> Iterator[Any]:
    """Decode values as soon as they are whole; what is held is never more than a piece and one value."""
    decoder = json.JSONDecoder(strict=False)
    held, at, in_array, ended = "", 0, None, False
    while not ended or at < len(held):
        piece = next(pieces, None)
        ended = piece is None
        held, at = held[at:] + (piece or ""), 0
        while True:
            at = _BETWEEN.match(held, at).end()  # type: ignore[union-attr]
            if in_array is None and at < len(held):
                in_array = held[at] == "["
                at += in_array
                continue
            if at >= len(held):
                break
            if in_array and held[at] == "]":
                at, in_array = at + 1, False
                continue
            try:
                value, end = decoder.raw_decode(held, at)
            except ValueError:
                if ended:
                    raise
                break
            # A number or a word at the very end of a piece may go on in the next one.
            if end == len(held) and not ended and not isinstance(value, dict | list | str):
                break
            yield value
            at = end
        if ended and at >= len(held):
            break
    if in_array:
        raise ValueError("the array has no end")


class JsonWriter:
    """Writes rows as objects: one a line, or an array of them (`filePattern` arrayOfObjects)."""

    def __init__(self, stream: IO[bytes], schema: pa.Schema | None, settings: Json, write_settings: Json) -> None:
        self._stream = stream
        self._array = write_settings.get("filePattern") == "arrayOfObjects"
        self._first = True

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the rows of a batch; a column's name is the key, cells without a value are left out."""
        names, columns = batch.schema.names, [_plain_values(column) for column in batch.columns]
        complete = not any(column.null_count for column in batch.columns)
        for cells in zip(*columns, strict=True):
            row = dict(zip(names, cells, strict=True))
            self.write_object(row if complete else {key: value for key, value in row.items() if value is not None})

    def write_object(self, value: Any) -> None:
        """Add one object as it is."""
        before = (b"[" if self._array else b"") if self._first else (b",\r\n" if self._array else b"\r\n")
        self._first = False
        try:
            self._stream.write(before + orjson.dumps(value))
        except TypeError:  # integers beyond 64 bits, lone surrogates
            text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
            self._stream.write(before + text.encode("ascii"))

    def close(self) -> None:
        """End the array."""
        if self._array:
            self._stream.write(b"[]" if self._first else b"]")


def _plain_values(column: pa.Array) -> list[Any]:
    """A column's values as JSON has them."""
    values: list[Any] = column.to_pylist()
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return values
    return [plain(value) for value in values]
