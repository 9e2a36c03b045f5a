"""Values to compact JSON text, as the engine writes arrays and objects inside strings."""

from json.encoder import encode_basestring
from typing import Any

from arm.expressions import floats
from arm.expressions.limits import ELEMENT, check_size

_ALSO_ESCAPED = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def write(value: Any) -> str:
    """Compact JSON: floats with their `.0`, exponents as E+20, letters beyond ASCII unescaped.

    Raises ExpressionError for a text beyond what one evaluation may make.
    """
    writer = _Writer()
    writer.value(value)
    return "".join(writer.parts)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text) + ELEMENT
        check_size(self.size)

    def value(self, value: Any) -> None:
        if type(value) is list:
            separator = "["
            for each in value:
                self.add(separator)
                self.value(each)
                separator = ","
            self.add("]" if value else "[]")
        elif type(value) is dict:
            separator = "{"
            for key, each in value.items():
                self.add(f"{separator}{string(key)}:")
                self.value(each)
                separator = ","
            self.add("}" if value else "{}")
        else:
            self.add(_scalar(value))


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
