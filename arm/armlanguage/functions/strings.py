"""String functions.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string
"""

import base64
import binascii
import json
import re
from typing import Any
from urllib.parse import quote, unquote, urljoin

from arm.armlanguage.errors import EvaluationError
from arm.armlanguage.evaluation import Function
from arm.armlanguage.functions.table import function, need

TABLE: list[Function] = []


@function(TABLE, "format")
def format_(text: str, *arguments: Any) -> str:
    """`{0}` replaced by the first of the arguments, and so on; `{{` is a brace."""
    need("format", text, str)

    def one(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        if match[2]:
            raise EvaluationError(f"The format specifier '{match[2]}' isn't supported here: see {__name__}.")
        if int(match[1]) >= len(arguments):
            raise EvaluationError("Unable to evaluate template language function 'format': too few arguments.")
        return to_text(arguments[int(match[1])])

    return re.sub(r"\{\{|\}\}|\{(\d+)([,:][^}]*)?\}", one, text)


def to_text(value: Any) -> str:
    """A value as .NET's formatting writes it: True and False with a capital, objects as compact JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@function(TABLE, "string")
def string(value: Any) -> str:
    """Any value as a string."""
    return to_text(value)


@function(TABLE, "toLower")
def to_lower(text: str) -> str:
    """In lower case."""
    return str(need("toLower", text, str)).lower()


@function(TABLE, "toUpper")
def to_upper(text: str) -> str:
    """In upper case."""
    return str(need("toUpper", text, str)).upper()


@function(TABLE, "trim")
def trim(text: str) -> str:
    """Without white space at both ends."""
    return str(need("trim", text, str)).strip()


@function(TABLE, "replace")
def replace(text: str, old: str, new: str) -> str:
    """Every `old` become `new`, with regard to case."""
    return str(need("replace", text, str)).replace(need("replace", old, str), need("replace", new, str))


@function(TABLE, "split")
def split(text: str, by: str | list[str]) -> list[str]:
    """The parts between the delimiters."""
    need("split", text, str)
    delimiters = [str(need("split", each, str)) for each in (by if isinstance(by, list) else [by]) if each != ""]
    return re.split("|".join(map(re.escape, delimiters)), text) if delimiters else [text]


@function(TABLE, "join")
def join(values: list[Any], delimiter: str) -> str:
    """The values as one string with the delimiter between them."""
    return str(need("join", delimiter, str)).join(to_text(each) for each in need("join", values, list))


@function(TABLE, "startsWith")
def starts_with(text: str, start: str) -> bool:
    """Without regard to case."""
    return str(need("startsWith", text, str)).lower().startswith(need("startsWith", start, str).lower())


@function(TABLE, "endsWith")
def ends_with(text: str, end: str) -> bool:
    """Without regard to case."""
    return str(need("endsWith", text, str)).lower().endswith(need("endsWith", end, str).lower())


@function(TABLE, "indexOf")
def index_of(text: str, part: str) -> int:
    """Where `part` first stands, without regard to case; -1 if nowhere."""
    return str(need("indexOf", text, str)).lower().find(need("indexOf", part, str).lower())


@function(TABLE, "lastIndexOf")
def last_index_of(text: str, part: str) -> int:
    """Where `part` last stands, without regard to case; -1 if nowhere."""
    return str(need("lastIndexOf", text, str)).lower().rfind(need("lastIndexOf", part, str).lower())


@function(TABLE, "substring")
def substring(text: str, start: int, length: int | None = None) -> str:
    """`length` characters from `start`, or all the rest. EvaluationError past the end, as in Azure."""
    need("substring", text, str)
    need("substring", start, int)
    end = len(text) if length is None else start + int(need("substring", length, int))
    if start < 0 or end > len(text) or end < start:
        raise EvaluationError(
            "Unable to evaluate template language function 'substring': "
            "the index and length parameters must refer to a location within the string."
        )
    return text[start:end]


@function(TABLE, "padLeft")
def pad_left(value: str | int, width: int, character: str = " ") -> str:
    """Right-aligned in `width` characters."""
    if len(need("padLeft", character, str)) != 1:
        raise EvaluationError("The template language function 'padLeft' pads with one character.")
    return to_text(need("padLeft", value, str, int)).rjust(need("padLeft", width, int), character)


@function(TABLE, "base64")
def base64_(text: str) -> str:
    """The UTF-8 bytes in base 64."""
    return base64.b64encode(str(need("base64", text, str)).encode()).decode()


@function(TABLE, "base64ToString")
def base64_to_string(text: str) -> str:
    """The text whose base 64 this is."""
    try:
        return base64.b64decode(need("base64ToString", text, str), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise EvaluationError("The template language function 'base64ToString' was given no base 64.") from None


@function(TABLE, "base64ToJson")
def base64_to_json(text: str) -> Any:
    """The JSON value whose base 64 this is."""
    return json_(base64_to_string(text))


@function(TABLE, "json")
def json_(text: str) -> Any:
    """The JSON value in the text."""
    try:
        return json.loads(need("json", text, str))
    except json.JSONDecodeError as error:
        raise EvaluationError(f"The template language function 'json' was given no JSON: {error.msg}.") from None


@function(TABLE, "uri")
def uri(base: str, relative: str) -> str:
    """The absolute URI of a relative one."""
    try:
        return urljoin(str(need("uri", base, str)), str(need("uri", relative, str)))
    except ValueError as error:
        raise EvaluationError(f"The template language function 'uri' was given no URI: {error}") from None


@function(TABLE, "uriComponent")
def uri_component(text: str) -> str:
    """Encoded for a URI."""
    return quote(need("uriComponent", text, str), safe="")


@function(TABLE, "uriComponentToString")
def uri_component_to_string(text: str) -> str:
    """Decoded from a URI."""
    return unquote(need("uriComponentToString", text, str))
