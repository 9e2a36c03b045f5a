"""Binary and XML values: objects of `$content-type` and `$content`, whose text is their content."""

import base64
import binascii
import codecs
import re
from typing import Any

from arm.errors import ExpressionError

TYPE, CONTENT = "$content-type", "$content"
BINARY = "application/octet-stream"
XML = "application/xml;charset=utf-8"

_WHITE = str.maketrans("", "", " \t\r\n")
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_MEDIA_TYPE = re.compile(rf"\s*{_TOKEN}/{_TOKEN}\s*(?:;\s*{_TOKEN}\s*=\s*(?:{_TOKEN}|\"[^\"]*\")\s*)*;?\s*")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)


def value_of(content: bytes, media_type: str = BINARY) -> dict[str, Any]:
    """The value that holds `content`."""
    return {TYPE: media_type, CONTENT: encode(content)}


def encode(content: bytes) -> str:
    """The base64 text of `content`."""
    return base64.b64encode(content).decode("ascii")


def decode(text: str) -> bytes | None:
    """The bytes of a base64 text, or None if it is none: padding is required, white space may stand anywhere."""
    compact = text.translate(_WHITE)
    if len(compact) % 4 or not compact.isascii():
        return None
    try:
        return base64.b64decode(compact, validate=True)
    except binascii.Error:
        return None


def member(value: dict[str, Any], name: str) -> Any:
    """The member called `name`, whatever its case."""
    if name in value:
        return value[name]
    return next((each for key, each in value.items() if key.lower() == name), None)


def holds_content(value: Any) -> bool:
    """Whether a value is a binary or XML value rather than an ordinary object."""
    return type(value) is dict and len(value) > 1 and bool(_type_and_content(value))


def _type_and_content(value: dict[str, Any]) -> tuple[str, Any] | None:
    media_type, content = member(value, TYPE), member(value, CONTENT)
    return (media_type, content) if type(media_type) is str and content is not None else None


def media_type_of(value: dict[str, Any]) -> str:
    """The media type of a binary or XML value, as written."""
    return str(member(value, TYPE))


def bytes_of(value: dict[str, Any]) -> bytes:
    """The bytes of a binary or XML value; ExpressionError if its content or its media type isn't one."""
    content = member(value, CONTENT)
    decoded = decode(content) if type(content) is str else None
    if decoded is None or not _MEDIA_TYPE.fullmatch(media_type_of(value)):
        raise ExpressionError(f"the {CONTENT} of this value is not base64 text, or its {TYPE} is no media type")
    return decoded


def text_of(value: dict[str, Any]) -> str:
    """The text of a binary or XML value in the charset that its media type names, UTF-8 without one."""
    decoded = bytes_of(value)
    named = _CHARSET.search(media_type_of(value))
    try:
        encoding = codecs.lookup(named[1]).name if named else "utf-8"
    except LookupError as error:
        raise ExpressionError(f"the charset '{named[1] if named else ''}' is not known") from error
    return decoded.decode("utf-16-le" if encoding == "utf-16" else encoding, "replace")


def is_xml(value: dict[str, Any]) -> bool:
    """Whether a value is an XML value by its media type."""
    return media_type_of(value).split(";")[0].strip().lower() == "application/xml"
