"""JSON Pointers (RFC 6901): where in a document a value stands."""

from collections.abc import Iterable
from typing import Any


def join(parts: Iterable[str | int]) -> str:
    """The pointer to the value that `parts` lead to, keys and indexes from the root down; "" is the root."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def split(pointer: str) -> list[str]:
    """The unescaped keys and indexes of a pointer; [] for the root. ValueError if it doesn't start with '/'."""
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise ValueError(f"a JSON Pointer starts with '/': {pointer!r}")
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def resolve(document: Any, pointer: str) -> Any:
    """The value the pointer leads to. LookupError naming the first part that isn't there."""
    value = document
    for part in split(pointer):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            raise LookupError(f"{pointer}: nothing at {part!r}")
    return value
