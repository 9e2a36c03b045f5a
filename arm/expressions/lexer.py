"""Text to tokens: what the expression language counts as a name, a number, a string or a sign."""

import re
from typing import NamedTuple

from arm.errors import ExpressionError

LONG_MINIMUM, LONG_MAXIMUM = -(2**63), 2**63 - 1

# What .NET calls white space; Python's \s would add the separators U+001C to U+001F.
WHITE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

# A number is taken as far as it may reach and judged afterwards, so `--1`, `1-1` and `- 1` fail as the engine's do.
_TOKEN = re.compile(
    rf"[{WHITE}]*(?:"
    r"(?P<name>[A-Za-z_$][A-Za-z0-9_$]*(?![^\x00-\x7f])|[^\W\d][\w$]*)"
    r"|(?P<sign>[().,\[\]?])"
    r"|'(?P<string>[^']*(?:''[^']*)*)'"
    r"|(?P<number>(?:\d|[+-])\d*(?:\.\d*)?(?:[eE][+-]?\d*)?(?![\w$]))"
    r"|(?P<end>\Z)"
    r")"
)
_BLANK = re.compile(f"[{WHITE}]*")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Token(NamedTuple):
    """One token: its kind (`name`, `string`, `number`, `end`, or the sign itself), its value and its place."""

    kind: str
    value: str | int | float
    start: int
    end: int


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]`, an `end` token last; ExpressionError at the first character that fits none."""
    found: list[Token] = []
    position = start
    match = _TOKEN.match
    while True:
        hit = match(text, position, end)
        if hit is None:
            raise _unexpected(text, position, end)
        kind = hit.lastgroup or ""
        first, position = hit.span(kind)
        if kind == "sign":
            kind = text[first]
            found.append(Token(kind, kind, first, position))
        elif kind == "string":
            found.append(Token(kind, hit[kind].replace("''", "'"), first - 1, position + 1))
            position += 1
        elif kind == "name":
            found.append(Token(kind, _name(hit[kind], first), first, position))
        elif kind == "number":
            found.append(Token(kind, _number(hit[kind], first), first, position))
        else:
            found.append(Token(kind, "", end, end))
            return found


def _name(text: str, start: int) -> str:
    if not text.isascii():
        for offset, character in enumerate(text):
            if not (character.isalpha() or character.isdecimal() or character in "_$") or character > "\uffff":
                raise ExpressionError(f"the character '{character}' is not expected here", column=start + offset + 1)
    return text


def _number(text: str, start: int) -> int | float:
    if _INTEGER.fullmatch(text):
        value = int(text) if len(text) < 40 else int(text.lstrip("+-0")[:40] or "0")
        if LONG_MINIMUM <= value <= LONG_MAXIMUM:
            return value
    elif _FLOAT.fullmatch(text):
        return float(text)
    raise ExpressionError(f"'{text}' cannot be converted to a number", column=start + 1)


def _unexpected(text: str, position: int, end: int) -> ExpressionError:
    blank = _BLANK.match(text, position, end)
    place = blank.end() if blank else position
    character = text[place]
    if character == "'":
        return ExpressionError("this string is not terminated: strings stand in single quotes", column=place + 1)
    while place < end and character in "+-.0123456789eE":
        place += 1
        character = text[place : place + 1]
    hint = "strings stand in single quotes" if character in tuple('"‘’“”') else ""
    return ExpressionError(f"the character '{character}' is not expected here", column=place + 1, hint=hint)
