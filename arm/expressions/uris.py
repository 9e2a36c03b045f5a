"""URI components and data URIs."""

import re
from typing import Any
from urllib.parse import quote

from arm.errors import ExpressionError
from arm.expressions import content, jsonreader, values

_ESCAPED = re.compile(rb"%(?:u([0-9a-fA-F]{4})|([0-9a-fA-F]{2}))")
_UNITS = re.compile(r"%u([0-9a-fA-F]{4})|((?:%[0-9a-fA-F]{2})+)")
_DATA_URI = re.compile(r"data:(?:(base64)|((?:[^,;][^,]*?)?)(;base64)?),(.*)", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset=([^;]*)", re.IGNORECASE)


def escape(text: str) -> str:
    """`text` with all but letters, digits and -_.~ escaped, as .NET's Uri.EscapeDataString does."""
    return quote(text.encode("utf-8", "replace"), safe="")


def unescape(text: str) -> str:
    """`text` with escapes resolved and + as a space; what is no escape stays, what is no UTF-8 becomes U+FFFD."""
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    return _UNITS.sub(lambda hit: chr(int(hit[1], 16)) if hit[1] else _utf8(hit[2]), text)


def _utf8(escapes: str) -> str:
    return bytes.fromhex(escapes.replace("%", "")).decode("utf-8", "replace")


def unescape_to_bytes(text: str) -> bytes:
    """The same as bytes, whatever they mean."""
    raw = text.replace("+", " ").encode("utf-8", "replace")
    return _ESCAPED.sub(lambda hit: bytes.fromhex(hit[2].decode()) if hit[2] else hit[0], raw)


def data_uri(value: Any) -> str:
    """The data URI of a value: a string as plain text, other values as JSON, a binary value as what it is."""
    if value is None:
        raise ExpressionError("'dataUri' can't convert null")
    if content.holds_content(value):
        return f"data:{content.media_type_of(value)};base64,{content.encode(content.bytes_of(value))}"
    media_type = "text/plain" if type(value) is str else "application/json"
    encoded = content.encode(values.text(value).encode("utf-8", "replace"))
    return f"data:{media_type};charset=utf-8;base64,{encoded}"


def from_data_uri(name: str, text: str) -> dict[str, Any]:
    """The binary value a data URI holds, its base64 text taken over as it stands."""
    hit = _DATA_URI.fullmatch(text)
    if hit is None:
        raise ExpressionError(f"'{name}' expects a data URI, not {values.excerpt(text)}")
    media_type = hit[2] or "text/plain"
    body = hit[4] if hit[1] or hit[3] else content.encode(unescape_to_bytes(hit[4]))
    return {content.TYPE: media_type, content.CONTENT: body}


def text_of_data_uri(text: str) -> str:
    """The text a data URI holds; UTF-8 is the one charset that the engine reads here."""
    value = from_data_uri("dataUriToString", text)
    charset = _CHARSET.search(value[content.TYPE])
    if charset and charset[1].lower() != "utf-8":
        raise ExpressionError(f"'dataUriToString' doesn't know the charset '{charset[1]}'")
    decoded = content.decode(value[content.CONTENT])
    if decoded is None:
        raise ExpressionError(f"'dataUriToString' finds no base64 text in {values.excerpt(text)}")
    return decoded.decode("utf-8", "replace")


def decoded_data_uri(text: str) -> Any:
    """What `decodeDataUri` makes of a data URI: a string of a text, a value of JSON, else a binary value."""
    value = from_data_uri("decodeDataUri", text)
    media_type, _, _ = value[content.TYPE].partition(";")
    has_charset = _CHARSET.search(value[content.TYPE]) is not None
    if not has_charset:
        value[content.TYPE] = f"{media_type};charset=us-ascii"
    is_json = media_type.lower() == "application/json" or media_type.lower().endswith("+json")
    if not is_json and not media_type.lower().startswith("text/"):
        return value
    found = content.text_of(value if has_charset else {**value, content.TYPE: media_type})
    if is_json:
        return jsonreader.read(found)
    return found if has_charset else found.replace("\ufffd", "?")
