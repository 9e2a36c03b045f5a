"""JSON in, with positions found only when asked, and JSON out as ADF Studio publishes it."""

import json
import re
from pathlib import Path
from typing import Any

from arm import pointers
from arm.errors import SourceError, UsageError

_TOKEN = re.compile(r'[ \t\r\n]*(?:("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s{}\[\],:"]+))', re.DOTALL)


def read(path: Path) -> Any:
    """The JSON document in a file (UTF-8, with or without a byte order mark, any line ends).

    Control characters inside strings are accepted, as ADF Studio does. SourceError with line and column if
    the text isn't JSON, UsageError if the file can't be read.
    """
    return parse(read_text(path), path)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, line ends kept. UsageError if it can't be read, SourceError if not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise SourceError(f"not UTF-8 (byte {error.start})", path, hint="save the file as UTF-8") from None


def parse(text: str, origin: Path | str) -> Any:
    """The JSON document in `text`; `origin` names it in the SourceError raised where it isn't JSON."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error.msg}", origin, error.lineno, error.colno) from None
    except RecursionError:
        raise SourceError("nested too deeply", origin) from None


def locate(text: str, pointer: str) -> tuple[int, int]:
    """Line and column (from 1) where the value at a JSON Pointer starts in valid JSON `text`; (0, 0) if nowhere."""
    offset = _offsets(text).get(pointer)
    return position(text, offset) if offset is not None else (0, 0)


def locate_all(text: str) -> dict[str, tuple[int, int]]:
    """Line and column (from 1) of every value in valid JSON `text`, by JSON Pointer."""
    return {pointer: position(text, offset) for pointer, offset in _offsets(text).items()}


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset into `text`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _offsets(text: str) -> dict[str, int]:
    """The offset of every value by pointer: one pass over the tokens with a stack of open containers."""
    found: dict[str, int] = {}
    stack: list[list[Any]] = []  # [pointer, next index or None for an object, key awaiting its value]
    for match in _TOKEN.finditer(text):
        string, mark, _ = match.groups()
        start = match.start(match.lastindex or 0)
        if mark in ("}", "]"):
            stack.pop()
        elif mark == ",":
            _advance(stack[-1])
        elif mark == ":":
            continue
        elif stack and stack[-1][1] is None and stack[-1][2] is None and string is not None:
            stack[-1][2] = json.loads(string, strict=False)
        else:
            pointer = _pointer(stack)
            found[pointer] = start
            if mark:
                stack.append([pointer, 0 if mark == "[" else None, None])
    return found


def _advance(container: list[Any]) -> None:
    container[2] = None
    if container[1] is not None:
        container[1] += 1


def _pointer(stack: list[list[Any]]) -> str:
    if not stack:
        return ""
    parent, index, key = stack[-1]
    return str(parent) + pointers.join([key if index is None else index])


def dumps(value: Any) -> str:
    """`value` as ADF Studio publishes JSON: one tab an indent, non-ASCII kept, no newline at the end."""
    return json.dumps(value, indent="\t", ensure_ascii=False)


def dumps_pretty(value: Any) -> str:
    """`value` as JSON for people and other tools: two spaces, sorted nowhere, a newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
