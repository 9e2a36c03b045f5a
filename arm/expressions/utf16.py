"""Strings as .NET counts them: in UTF-16 units, where an emoji is two."""

import re

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def _is_plain(text: str) -> bool:
    """Whether every character is one unit, so that Python's own counting holds."""
    return text.isascii() or max(text) <= "\uffff"


def length(text: str) -> int:
    """How many UTF-16 units `text` has."""
    return len(text) if _is_plain(text) else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int | None = None) -> str:
    """The units from `start` up to `end`; half of a pair comes back as a lone surrogate, as in .NET."""
    if _is_plain(text):
        return text[start:end]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : None if end is None else 2 * end].decode("utf-16-le", "surrogatepass")


def index_in_units(text: str, index: int) -> int:
    """The unit at which the character at `index` begins; -1 stays -1."""
    return index if index < 0 or _is_plain(text) else length(text[:index])


def joined(text: str) -> str:
    """`text` with surrogates that came to stand side by side made one character again."""
    if text.isascii() or not _PAIR.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
