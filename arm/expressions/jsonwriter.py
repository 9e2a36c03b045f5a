"""Values to compact JSON text, as the engine writes arrays and objects inside strings."""

from collections.abc import Iterator
from json.encoder import encode_basestring
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import floats
from arm.expressions.limits import SIZE_LIMIT

_ALSO_ESCAPED = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def write(value: Any) -> str:
    """Compact JSON: floats with their `.0`, exponents as E+20, letters beyond ASCII unescaped.

    Raises ExpressionError for a text longer than the engine could hold in memory here.
    """
    parts: list[str] = []
    size = 0
    for part in _parts(value):
        parts.append(part)
        size += len(part)
        if size > SIZE_LIMIT:
            raise ExpressionError(f"the text grows beyond {SIZE_LIMIT} characters")
    return "".join(parts)


def _parts(value: Any) -> Iterator[str]:
    if type(value) is list:
        separator = "["
        for each in value:
            yield separator
            yield from _parts(each)
            separator = ","
        yield "]" if value else "[]"
    elif type(value) is dict:
        separator = "{"
        for key, each in value.items():
            yield f"{separator}{string(key)}:"
            yield from _parts(each)
            separator = ","
        yield "}" if value else "{}"
    else:
        yield _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if type(value) is float:
        return floats.json_text_of(value)
    return string(value) if type(value) is str else str(value)


def string(value: str) -> str:
    """One JSON string, quotes included."""
    quoted = encode_basestring(value)
    return quoted if quoted.isascii() else quoted.translate(_ALSO_ESCAPED)
