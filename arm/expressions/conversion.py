"""The conversion functions."""

from typing import Any

from arm.errors import ExpressionError
from arm.expressions import content, floats, jsonreader, uris, values
from arm.expressions.lexer import LONG_MAXIMUM, LONG_MINIMUM
from arm.expressions.table import function
from arm.expressions.values import kind

_LOGIC_APPS = "https://learn.microsoft.com/azure/logic-apps/workflow-definition-language-functions-reference#"

_AROUND = "".join(
    map(
        chr,
        (*range(9, 14), 0, 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000),
    )
)


def _not_convertible(name: str, value: Any) -> ExpressionError:
    return ExpressionError(f"'{name}' can't convert this value of type {kind(value)}: {values.excerpt(value)}")


@function("array(value: any)", "conversion")
def array(value: Any) -> list[Any]:
    """An array of the one value; an array stays itself."""
    return value if type(value) is list else [value]


@function("base64(value: string|array|object)", "conversion")
def base64(value: Any) -> str:
    """The base64 text of a string, or of an array's or object's JSON."""
    return content.encode(_bytes(value))


def _bytes(value: Any) -> bytes:
    if content.holds_content(value):
        return content.bytes_of(value)
    return values.text(value).encode("utf-8", "replace")


@function("base64ToBinary(value: string)", "conversion")
def base64_to_binary(value: str) -> dict[str, Any]:
    """The binary value that a base64 text stands for, the text itself taken over as it stands."""
    _decoded("base64ToBinary", value)
    return {content.TYPE: content.BINARY, content.CONTENT: value}


@function("base64ToString(value: string)", "conversion")
def base64_to_string(value: str) -> str:
    """The text that a base64 text stands for, read as UTF-8."""
    return _decoded("base64ToString", value).decode("utf-8", "replace")


@function("decodeBase64(value: string)", "conversion", link=_LOGIC_APPS + "decodeBase64")
def decode_base64(value: str) -> str:
    """The older name of base64ToString."""
    return _decoded("decodeBase64", value).decode("utf-8", "replace")


def _decoded(name: str, value: str) -> bytes:
    decoded = content.decode(value)
    if decoded is None:
        raise ExpressionError(f"'{name}' expects base64 text, padding included: {values.excerpt(value)}")
    return decoded


@function("binary(value: any)", "conversion")
def binary(value: Any) -> dict[str, Any]:
    """The binary value of a text, or of any other value's text."""
    if value is None:
        raise _not_convertible("binary", value)
    if content.holds_content(value) and not content.is_xml(value):
        return dict(value)
    return content.value_of(_bytes(value))


@function("bool(value: any)", "conversion")
def bool_(value: Any) -> bool:
    """The boolean a text (`true`, `false`, in any case) or a number (0 is false) stands for."""
    if type(value) is bool:
        return value
    if type(value) in (int, float):
        return bool(values.long(value) if type(value) is int else value)
    spelled = {"true": True, "false": False}.get(value.strip(_AROUND).lower()) if type(value) is str else None
    if spelled is None:
        raise _not_convertible("bool", value)
    return spelled


@function("coalesce(...objects: any)", "conversion", lazy=True)
def coalesce(*objects: Any) -> Any:
    """The first that is not null; what follows it is not evaluated."""
    return next((each for each in objects if each is not None), None)


@function("createArray(...objects: any)", "conversion")
def create_array(*objects: Any) -> list[Any]:
    """An array of all arguments."""
    return list(objects)


@function("dataUri(value: any)", "conversion")
def data_uri(value: Any) -> str:
    """The data URI of a value."""
    return uris.data_uri(value)


@function("dataUriToBinary(value: string)", "conversion")
def data_uri_to_binary(value: str) -> dict[str, Any]:
    """The binary value that a data URI holds."""
    return uris.from_data_uri("dataUriToBinary", value)


@function("dataUriToString(value: string)", "conversion")
def data_uri_to_string(value: str) -> str:
    """The text that a data URI holds, in UTF-8."""
    return uris.text_of_data_uri(value)


@function("decodeDataUri(value: string)", "conversion", link=_LOGIC_APPS + "decodeDataUri")
def decode_data_uri(value: str) -> Any:
    """What a data URI holds: text as a string, JSON as its value, other types as a binary value."""
    return uris.decoded_data_uri(value)


@function("decodeUriComponent(value: string)", "conversion")
def decode_uri_component(value: str) -> str:
    """The text with its escapes resolved."""
    return uris.unescape(value)


@function("encodeUriComponent(value: any, ...others?: any)", "conversion")
def encode_uri_component(*parts: Any) -> str:
    """The text with everything escaped that has a meaning in a URI."""
    return uris.escape("".join([values.text(part) for part in parts]))


@function("float(value: any, culture?: string)", "conversion")
def float_(value: Any, culture: str | None = None) -> float:
    """The float a text, an integer or a boolean stands for; commas between digits group thousands.

    A culture (such as de-DE), for texts only, brings its own signs."""
    number = None
    if type(value) is str:
        number = floats.parsed(value, culture)
    elif type(value) in (bool, int, float) and culture is None:
        number = float(values.long(value) if type(value) is int else value)
    if number is None:
        raise _not_convertible("float", value)
    return number


@function("int(value: any)", "conversion")
def int_(value: Any) -> int:
    """The integer a text, a number without fraction or a boolean stands for; it goes through a float."""
    number = None
    if type(value) is str:
        number = floats.parsed(value, trailing_sign=False)
    elif type(value) in (bool, int, float):
        number = float(value)
    if number is None or not number.is_integer() or not LONG_MINIMUM <= int(number) <= LONG_MAXIMUM:
        raise _not_convertible("int", value)
    return int(number)


@function("json(value: string|object)", "conversion")
def json(value: Any) -> Any:
    """The value that a JSON text, or an XML value, stands for."""
    if type(value) is str:
        return jsonreader.read(value)
    if not content.holds_content(value):
        raise _not_convertible("json", value)
    if content.is_xml(value):
        from arm.expressions.xmljson import json_of

        return json_of(value)
    return jsonreader.read(content.text_of(value))


@function("string(value: any)", "conversion")
def string(value: Any) -> str:
    """The value as text: true as True, 1.0 as 1, arrays and objects as compact JSON."""
    return values.text(value)


@function("uriComponent(value: any, ...others?: any)", "conversion")
def uri_component(*parts: Any) -> str:
    """The text with everything escaped that has a meaning in a URI."""
    return uris.escape("".join([values.text(part) for part in parts]))


@function("uriComponentToBinary(value: string)", "conversion")
def uri_component_to_binary(value: str) -> dict[str, Any]:
    """The binary value of the text with its escapes resolved."""
    return content.value_of(uris.unescape_to_bytes(value))


@function("uriComponentToString(value: string)", "conversion")
def uri_component_to_string(value: str) -> str:
    """The text with its escapes resolved."""
    return uris.unescape(value)


@function("xml(value: string|object)", "conversion")
def xml(value: Any) -> dict[str, Any]:
    """The XML value of an XML text, or of an object with one member."""
    from arm.expressions.xmljson import xml_value

    return xml_value(value)


@function("xpath(xml: object, xpath: string)", "conversion")
def xpath(document: Any, path: str) -> Any:
    """What an XPath 1.0 expression finds in an XML value: an array of nodes, or a string, float or boolean."""
    from arm.expressions.xmljson import find

    return find(document, path)
