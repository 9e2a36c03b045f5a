"""The head of a file for people: a table for CSV, JSON and Parquet, else text, else bytes; never more than a bit."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Document = dict[str, Any]

HEAD = 256 * 1024
MOST_ROWS = 200
MOST_COLUMNS = 200
MOST_CHARACTERS = 500
_MOST_BYTES_SHOWN = 512
_DELIMITERS = ",;\t|"


def of(path: Path) -> Document:
    """`kind` table (`columns` with name and type, `rows` of texts, `total` rows if known), text, or binary.

    `whole` tells whether all of the file is shown, `note` why a table can't be.
    """
    reader = _READERS.get(path.suffix.lower())
    try:
        found = reader(path) if reader else None
    except Exception as error:  # whatever a library makes of a broken file: the page says so and shows what it can
        return {**_plain(path), "note": f"not read as {path.suffix[1:]}: {type(error).__name__}: {error}"[:300]}
    return found or _plain(path)


def _csv(path: Path) -> Document | None:
    text, whole = _head(path)
    if text is None:
        return None
    first = text.partition("\n")[0]
    delimiter = "\t" if path.suffix == ".tsv" else max(_DELIMITERS, key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not whole and rows:
        rows.pop()  # cut off in the middle
    if not rows:
        return None
    return _table(rows[0], rows[1:], whole)


def _json(path: Path) -> Document | None:
    text, whole = _head(path)
    if text is None or not whole:
        return None  # half of a document has no structure: it is shown as text
    value = json.loads(text)
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return _objects(value, whole)
    return {
        "kind": "text",
        "text": json.dumps(value, indent=2, ensure_ascii=False),
        "whole": True,
        "language": "json",
    }


def _json_lines(path: Path) -> Document | None:
    text, whole = _head(path)
    if text is None:
        return None
    lines = text.splitlines()
    values = [json.loads(line) for line in (lines if whole else lines[:-1]) if line.strip()]
    return _objects(values, whole) if values and all(isinstance(each, dict) for each in values) else None


def _parquet(path: Path) -> Document | None:
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as file:
        total = file.metadata.num_rows
        names = [field.name for field in file.schema_arrow][:MOST_COLUMNS]
        batch = next(file.iter_batches(batch_size=MOST_ROWS, columns=names), None)
        rows = [list(row.values()) for row in batch.to_pylist()] if batch is not None else []
        types = [_arrow_type(field.type) for field in file.schema_arrow][:MOST_COLUMNS]
    shown = _table(names, rows, total <= len(rows), total)
    return {
        **shown,
        "columns": [{**each, "type": kind} for each, kind in zip(shown["columns"], types, strict=True)],
    }


def _arrow_type(kind: Any) -> str:
    """The name of a column's type; of a dictionary (pandas' category) that of its values, too."""
    name = str(kind)
    return f"dictionary of {kind.value_type}" if name.startswith("dictionary<") else name


_READERS: dict[str, Callable[[Path], Document | None]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
}


def _objects(values: Sequence[dict[str, Any]], whole: bool) -> Document:
    names = list(dict.fromkeys(key for each in values[:MOST_ROWS] for key in each))
    return _table(names, [[each.get(name) for name in names] for each in values], whole)


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]], whole: bool, total: int | None = None) -> Document:
    """A table of texts; `rows` may be more than are shown."""
    known = total if total is not None else (len(rows) if whole else None)
    shown = [[_cell(value) for value in row[:MOST_COLUMNS]] for row in rows[:MOST_ROWS]]
    columns = [
        {"name": _cell(name), "type": _type([row[at] for row in shown if at < len(row)])}
        for at, name in enumerate(names[:MOST_COLUMNS])
    ]
    return {
        "kind": "table",
        "columns": columns,
        "rows": shown,
        "total": known,
        "whole": whole and len(rows) <= MOST_ROWS and len(names) <= MOST_COLUMNS,
    }


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else _written(value)
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "…"


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | bool) else str(value)
    except TypeError:
        return str(value)


def _type(texts: Sequence[str | None]) -> str:
    """`number` if every cell that isn't empty reads as one, else ""."""
    given = [text for text in texts if text]
    return "number" if given and all(_is_number(text) for text in given) else ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _head(path: Path) -> tuple[str | None, bool]:
    """The head of a text file, None if it isn't one; and whether that is all of it."""
    with path.open("rb") as stream:
        data = stream.read(HEAD + 1)
    whole = len(data) <= HEAD
    data = data[:HEAD]
    if b"\0" in data:
        return None, whole
    try:
        return data.decode("utf-8-sig"), whole
    except UnicodeDecodeError as error:
        # The end of a head may stand in the middle of a character; anything else isn't UTF-8.
        cut = not whole and error.start >= len(data) - 4
        return (data[: error.start].decode("utf-8-sig") if cut else None), whole


def _plain(path: Path) -> Document:
    text, whole = _head(path)
    if text is not None:
        return {"kind": "text", "text": text, "whole": whole}
    with path.open("rb") as stream:
        data = stream.read(_MOST_BYTES_SHOWN)
    lines = [_hex(at, data[at : at + 16]) for at in range(0, len(data), 16)]
    return {"kind": "binary", "text": "\n".join(lines), "whole": path.stat().st_size <= len(data)}


def _hex(at: int, data: bytes) -> str:
    letters = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)
    return f"{at:08x}  {data.hex(' '):<47}  {letters}"
