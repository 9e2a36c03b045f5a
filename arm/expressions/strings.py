"""The string functions."""

import re
from typing import Any

from arm.errors import ExpressionError
from arm.expressions import casing, utf16
from arm.expressions.lexer import WHITE
from arm.expressions.limits import check_size
from arm.expressions.table import function
from arm.expressions.values import int32, text

_AROUND = re.compile(f"[{WHITE}]*(.*?)[{WHITE}]*", re.DOTALL)


@function("concat(...texts: any)", "string")
def concat(*texts: Any) -> str:
    """All arguments as text, one after the other."""
    return utf16.joined("".join([each if type(each) is str else text(each) for each in texts]))


@function("endsWith(text: string, searchText: string)", "string")
def ends_with(whole: str, part: str) -> bool:
    """Whether the text ends so, whatever the case."""
    return casing.folded(whole).endswith(casing.folded(part))


@function("indexOf(text: string, searchText: string)", "string")
def index_of(whole: str, part: str) -> int:
    """Where the other text first begins, counted from 0 and whatever the case; -1 if nowhere."""
    return utf16.index_in_units(whole, casing.folded(whole).find(casing.folded(part)))


@function("lastIndexOf(text: string, searchText: string)", "string")
def last_index_of(whole: str, part: str) -> int:
    """Where the other text last begins, counted from 0 and whatever the case; -1 if nowhere."""
    return utf16.index_in_units(whole, casing.folded(whole).rfind(casing.folded(part)))


@function("replace(text: string, oldText: string, newText: string)", "string")
def replace(whole: str, old: str, new: str) -> str:
    """The text with every occurrence of the old text, case and all, replaced."""
    if not whole:
        return ""
    if not old:
        raise ExpressionError("'replace' expects its parameter 'oldText' not to be empty")
    if len(new) > len(old):
        check_size(len(whole) + whole.count(old) * (len(new) - len(old)))
    return utf16.joined(whole.replace(old, new))


@function("split(text: string, delimiter: string)", "string")
def split(whole: str, delimiter: str) -> list[str]:
    """The parts between the delimiters; the whole text where the delimiter is empty."""
    return whole.split(delimiter) if delimiter else [whole]


@function("startsWith(text: string, searchText: string)", "string")
def starts_with(whole: str, part: str) -> bool:
    """Whether the text begins so, whatever the case."""
    return casing.folded(whole).startswith(casing.folded(part))


@function("substring(text: string, startIndex: integer, length?: integer)", "string")
def substring(whole: str, start: int, length: int | None = None) -> str:
    """The characters from the start index on, counted from 0, which must lie before the text's end."""
    size, start = utf16.length(whole), int32(start)
    length = None if length is None else int32(length)
    if not 0 <= start < size:
        raise ExpressionError(f"'substring' expects its start index to lie between 0 and {size - 1}, not {start}")
    if length is not None and not 0 <= length <= size - start:
        raise ExpressionError(f"'substring' can take 0 to {size - start} characters from there, not {length}")
    return utf16.cut(whole, start, None if length is None else start + length)


@function("toLower(text: string)", "string")
def to_lower(whole: str) -> str:
    """The text in lower case, letter for letter."""
    return casing.lower(whole)


@function("toUpper(text: string)", "string")
def to_upper(whole: str) -> str:
    """The text in upper case, letter for letter: ß stays."""
    return casing.upper(whole)


@function("trim(text: string)", "string")
def trim(whole: str) -> str:
    """The text without the white space around it."""
    found = _AROUND.fullmatch(whole)
    return found[1] if found else whole
