"""JSON text as Newtonsoft's reader takes it: single quotes, bare keys, comments, trailing commas, hexadecimal ..."""

import re
from typing import Any, NoReturn

from arm.errors import ExpressionError
from arm.expressions.lexer import WHITE

# How deep arrays and objects may nest; Python's own stack sets it, the engine allows somewhat more.
DEPTH_LIMIT = 200

_BLANK = re.compile(rf"(?:[{WHITE}\x00]|/\*.*?\*/|//[^\r\n]*)*", re.DOTALL)
_WHITE = re.compile(rf"[{WHITE}\x00]*")
_STRING = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL),
}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "\\": "\\", '"': '"', "'": "'", "/": "/"}
_LONE = re.compile("[\ud800-\udfff]")
_BARE_KEY = re.compile(r"[\w$]+")
_NUMBER = re.compile(r"[-+0-9a-fA-FxX.]+")
_INTEGER = re.compile(r"-?[0-9]+")
_FLOAT = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"0[xX]0*[0-9a-fA-F]{1,16}")
_OCTAL = re.compile(r"0+(?:1?[0-7]{1,21})?")
_ENDS_NUMBER = re.compile(rf"[{WHITE}\x00,}}\])/]|\Z")
_ENDS_WORD = re.compile(rf"[{WHITE}\x00,}}\]]|/[*/]|\Z")
_WORDS = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}


def read(text: str) -> Any:
    """The first value in `text`, the rest ignored, None if there is none; ExpressionError for what is no JSON."""
    reader = _Reader(text)
    reader.blank()
    return None if reader.position == len(text) else reader.value(0)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def fail(self, problem: str) -> NoReturn:
        raise ExpressionError(f"'json' can't read its text: {problem} at character {self.position + 1}")

    def blank(self) -> str:
        """Go past white space and comments; the character that comes next, '' at the end."""
        hit = _BLANK.match(self.text, self.position)
        self.position = hit.end() if hit else self.position
        return self.text[self.position : self.position + 1]

    def value(self, depth: int) -> Any:
        character = self.blank()
        if character in ("{", "["):
            if depth == DEPTH_LIMIT:
                self.fail(f"more than {DEPTH_LIMIT} levels of nesting")
            return self.object(depth + 1) if character == "{" else self.array(depth + 1)
        if character and character in "\"'":
            return self.string(character)
        if character in (",", ""):
            self.fail("a value is missing: it would be undefined" if character else "a value is missing")
        if self.text.startswith("undefined", self.position):
            self.fail("undefined, which is no JSON,")
        for word, meaning in _WORDS.items():
            if self.text.startswith(word, self.position):
                self.position += len(word)
                if not _ENDS_WORD.match(self.text, self.position):
                    self.fail(f"unexpected character after {word}")
                return meaning
        return self.number()

    def array(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self.position += 1
        while (character := self.blank()) != "]":
            found.append(self.value(depth))
            character = self.blank()
            if not character:
                return found
            if character != ",":
                break
            if self.ends_after_comma(found[-1]):
                return found
        if character != "]":
            self.fail(f"unexpected '{character}'" if character else "unexpected end")
        self.position += 1
        return found

    def ends_after_comma(self, value: Any) -> bool:
        """Go past a comma; whether the text ends there, which the engine lets pass after an array or object only."""
        self.position += 1
        blank = _WHITE.match(self.text, self.position)
        return type(value) in (list, dict) and blank is not None and blank.end() == len(self.text)

    def object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.position += 1
        while (character := self.blank()) != "}":
            key = self.key(character)
            found.pop(key, None)
            found[key] = self.value(depth)
            character = self.blank()
            if not character:
                return found
            if character != ",":
                break
            if self.ends_after_comma(found[key]):
                return found
        if character != "}":
            self.fail(f"unexpected '{character}'" if character else "unexpected end")
        self.position += 1
        return found

    def key(self, character: str) -> str:
        bare = _BARE_KEY.match(self.text, self.position)
        if character and character in "\"'":
            key = self.string(character)
        elif bare:
            key = bare[0]
            self.position = bare.end()
        else:
            self.fail(f"unexpected '{character}' where a key should stand" if character else "unexpected end")
        blank = _WHITE.match(self.text, self.position)
        self.position = blank.end() if blank else self.position
        if not self.text.startswith(":", self.position):
            self.fail("a colon is missing after a key")
        self.position += 1
        return key

    def string(self, quote: str) -> str:
        hit = _STRING[quote].match(self.text, self.position)
        if hit is None:
            self.fail("a string is not terminated")
        self.position = hit.end()
        if "\\" not in hit[1]:
            return hit[1]
        resolved = _ESCAPE.sub(self._escape, hit[1])
        if not _LONE.search(resolved):
            return resolved
        return resolved.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _escape(self, hit: re.Match[str]) -> str:
        if len(hit[1]) > 1:
            return chr(int(hit[1][1:], 16))
        if hit[1] not in _ESCAPES:
            self.fail(f"bad escape \\{hit[1]} in the string before")
        return _ESCAPES[hit[1]]

    def number(self) -> int | float:
        hit = _NUMBER.match(self.text, self.position)
        if hit is None:
            self.fail(f"unexpected '{self.text[self.position]}'")
        digits = hit[0]
        if not _ENDS_NUMBER.match(self.text, hit.end()):
            self.fail(f"unexpected character after {digits}")
        number = _number(digits)
        if number is None:
            self.fail(f"'{digits}' is no number")
        self.position = hit.end()
        return number


def _number(digits: str) -> int | float | None:
    if digits[0] == "0" and len(digits) > 1 and digits[1] not in ".eE":
        return _other_base(digits)
    if _INTEGER.fullmatch(digits):
        return int(digits) if len(digits) < 4000 else None
    return float(digits) if _FLOAT.fullmatch(digits) else None


def _other_base(digits: str) -> int | None:
    """0x1F is hexadecimal and 017 octal; 64 bits all told, the highest the sign."""
    hexadecimal = digits[1] in "xX"
    if not (_HEXADECIMAL if hexadecimal else _OCTAL).fullmatch(digits):
        return None
    number = int(digits, 16 if hexadecimal else 8)
    return number - 2**64 if number >= 2**63 else number
