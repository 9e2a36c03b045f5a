"""JSON in, with positions found only when asked, and JSON out as ADF Studio publishes it."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from arm import pointers
from arm.errors import SourceError, UsageError

_TOKEN = re.compile(r'[ \t\r\n]*(?:("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s{}\[\],:"]+))', re.DOTALL)

_LINE_END = re.compile("\n")


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
        return json.loads(text, strict=False, parse_constant=_no_json)
    except _NoJsonError as error:
        raise SourceError(f"not JSON: {error}", origin, *position(text, text.find(str(error)))) from None
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error.msg}", origin, error.lineno, error.colno) from None
    except RecursionError:
        raise SourceError("nested too deeply", origin) from None


class _NoJsonError(ValueError):
    """NaN and the infinities: Python reads them, JSON has none."""


def _no_json(constant: str) -> None:
    raise _NoJsonError(constant)


def locate(text: str, pointer: str) -> tuple[int, int]:
    """Line and column (from 1) where the value at a JSON Pointer starts in valid JSON `text`; (0, 0) if nowhere."""
    offset = _offsets(text).get(pointer)
    return position(text, offset) if offset is not None else (0, 0)


def locate_in(file: Path, pointer: str) -> tuple[int, int]:
    """Line and column (from 1) where the value at a JSON Pointer starts in a file; (0, 0) if nowhere."""
    return locate(read_text(file), pointer)


def error_at(message: str, file: Path, pointer: str, *, hint: str = "") -> SourceError:
    """The error to raise for the value at a JSON Pointer in a file, with its line and column.

    What is named in a file's stead, such as an option of the command line, has no line.
    """
    place = locate_in(file, pointer) if file.is_file() else (0, 0)
    return SourceError(message, file, *place, hint=hint)


def locate_all(text: str) -> dict[str, tuple[int, int]]:
    """Line and column (from 1) of every value in valid JSON `text`, by JSON Pointer."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    places = {}
    for pointer, offset in _offsets(text).items():
        line = bisect_right(starts, offset)
        places[pointer] = (line, offset - starts[line - 1] + 1)
    return places


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset into `text`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """`text`, valid JSON, with keys renamed and everything else as it stands: the new name by the member's pointer.

    A pointer that leads to no member of an object is passed over; a key that stands twice is renamed twice.
    """
    spans: list[tuple[int, int, str]] = []
    for _, pointer, key in _places(text):
        if key is not None and pointer in names:
            spans.append((*key, json.dumps(names[pointer], ensure_ascii=False)))
    for start, end, name in sorted(spans, reverse=True):
        text = text[:start] + name + text[end:]
    return text


def _offsets(text: str) -> dict[str, int]:
    """The offset of every value by pointer."""
    return {pointer: offset for offset, pointer, _ in _places(text)}


def _places(text: str) -> Iterator[tuple[int, str, tuple[int, int] | None]]:
    """Every value: its offset, its pointer and, in an object, the span of its key.

    One pass over the tokens with a stack of open containers.
    """
    stack: list[
        list[Any]
    ] = []  # [pointer, next index or None for an object, key awaiting its value, span of the key]
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
            stack[-1][2:] = json.loads(string, strict=False), match.span(1)
        else:
            pointer = _pointer(stack)
            yield start, pointer, stack[-1][3] if stack else None
            if mark:
                stack.append([pointer, 0 if mark == "[" else None, None, None])


def _advance(container: list[Any]) -> None:
    container[2:] = None, None
    if container[1] is not None:
        container[1] += 1


def _pointer(stack: list[list[Any]]) -> str:
    if not stack:
        return ""
    parent, index, key, _ = stack[-1]
    return str(parent) + pointers.join([key if index is None else index])


def dumps(value: Any) -> str:
    """`value` as ADF Studio publishes JSON: one tab an indent, non-ASCII kept, no newline at the end.

    Numbers and characters are written as JavaScript's JSON.stringify does.
    """
    return dump_bytes(value).decode("utf-8")


def dump_bytes(value: Any, depth: int = 0) -> bytes:
    """What `dumps` writes, in UTF-8; `depth` indents every line but the first by that many tabs more."""
    try:
        data = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    except TypeError:
        data = _dumped_slowly(value, indent=2)
    if data[:1] in b"-0123456789":
        return _javascript_number(data)
    data = _ODD_MEMBER.sub(lambda match: match[1] + _javascript_number(match[2]), data)
    starts = _line_starts(depth)
    return _LINE_START.sub(lambda match: starts[match[0]], data)


def compact_bytes(value: Any) -> bytes:
    """`value` as JSON in UTF-8 without any white space, to be measured or searched."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return _dumped_slowly(value, separators=(",", ":"))


def _dumped_slowly(value: Any, **how: Any) -> bytes:
    """What orjson refuses: integers beyond 64 bits, deep nesting, and lone surrogates, escaped as JavaScript does."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, **how).encode("utf-8", "backslashreplace")


_ODD = rb"-?(?:[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|[0-9]{16,})"
"""A number that JavaScript may print in another way."""
_ODD_MEMBER = re.compile(rb'(": )(' + _ODD + rb")(?=,?\n)")
"""Such a number as a member's value: inside a string a quote, not a line break, would follow it."""
_LINE_START = re.compile(rb"\n *(?:" + _ODD + rb"(?=,?\n))?")
"""What starts a line: two spaces a level and, in an array, a number that JavaScript prints in another way."""


class _LineStarts(dict[bytes, bytes]):
    """The start of a line as published by the start of the line as written: tabs, and JavaScript's number."""

    def __init__(self, depth: int) -> None:
        self._depth = depth

    def __missing__(self, start: bytes) -> bytes:
        number = start.lstrip(b"\n ")
        published = b"\n" + b"\t" * ((len(start) - len(number)) // 2 + self._depth)
        if number:
            return published + _javascript_number(number)
        self[start] = published
        return published


@lru_cache(maxsize=8)
def _line_starts(depth: int) -> _LineStarts:
    return _LineStarts(depth)


def _javascript_number(text: bytes) -> bytes:
    """A JSON number as JavaScript prints it: the shortest digits of the double, exponents from 1e21 and 1e-7 on.

    https://tc39.es/ecma262/#sec-numeric-types-number-tostring
    """
    number = float(text)
    if number == 0:
        return b"0"
    digits, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = digits.partition(".")
    fraction = "" if fraction == "0" else fraction
    significant = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(significant))
    significant = significant.rstrip("0")
    sign = "-" if number < 0 else ""
    return (sign + _placed(significant, point)).encode("ascii")


def _placed(digits: str, point: int) -> str:
    """Decimal `digits` with the point after the first `point` of them, as JavaScript would place it."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{mantissa}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def dumps_pretty(value: Any) -> str:
    """`value` as JSON for people and other tools: two spaces, sorted nowhere, a newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
