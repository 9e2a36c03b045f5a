"""Line and column of a value in a JSON text, found by skipping what stands before it."""

import re
from collections.abc import Sequence

from arm import jsontext

_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OTHER = re.compile(r"[^\s{}\[\],:\"]+")
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
_COMMA = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")


def place_of(text: str, path: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the value at `path` in valid JSON; (0, 0) if there is none.

    Of a key that stands twice the first counts. `jsontext.locate` reads the whole text for
    every place; rules ask for one or two in each of many files.
    """
    position = _skip_blank(text, 0)
    for part in path:
        found = _member(text, position, part) if isinstance(part, str) else _element(text, position, part)
        if found < 0:
            return 0, 0
        position = found
    return jsontext.position(text, position)


def _member(text: str, start: int, key: str) -> int:
    """Where the value of a key in the object at `start` begins, -1 if it has none."""
    position = _skip_blank(text, start + 1)
    while text[start : start + 1] == "{" and text[position : position + 1] == '"':
        end = _end(_STRING, text, position)
        value = _end(_COLON, text, end)
        if jsontext.parse(text[position:end], "") == key:
            return value
        position = _end(_COMMA, text, _after(text, value))
    return -1


def _element(text: str, start: int, index: int) -> int:
    """Where an element of the array at `start` begins, -1 if it has fewer."""
    position = _skip_blank(text, start + 1)
    for _ in range(index):
        position = _end(_COMMA, text, _after(text, position))
    return position if text[start : start + 1] == "[" and text[position : position + 1] not in ("]", "") else -1


def _after(text: str, start: int) -> int:
    """Where the value at `start` ends."""
    first = text[start]
    if first == '"':
        return _end(_STRING, text, start)
    if first not in "{[":
        return _end(_OTHER, text, start)
    depth = 0
    for match in _BRACKET.finditer(text, start):
        if match[0] in ("{", "["):
            depth += 1
        elif match[0] in ("}", "]"):
            depth -= 1
            if not depth:
                return match.end()
    return len(text)


def _skip_blank(text: str, start: int) -> int:
    return _end(_BLANK, text, start)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start
