"""Values that come from secure parameters: wrapped, so that no log, state or output shows them by accident."""

from collections.abc import Callable
from typing import Any

MASK = "**********"


class Secure:
    """A value computed from a secure parameter. Its text never shows it; `reveal` is the only way in."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def reveal(self) -> Any:
        """The value itself, for the one place that must send it on."""
        return self._value

    def __repr__(self) -> str:
        return "Secure(**********)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secure) and other._value == self._value

    def __hash__(self) -> int:
        return hash(repr(self._value))


def mask(document: Any) -> Any:
    """`document` with every secure value replaced by Azure's mask."""
    return replace(document, lambda _: MASK)


def reveal(document: Any) -> Any:
    """`document` with every secure value in the clear: only for sending, never for writing."""
    return replace(document, lambda value: value.reveal())


def replace(document: Any, instead: Callable[[Secure], Any]) -> Any:
    """A copy of `document` in which each secure value is what `instead` makes of it."""
    if isinstance(document, Secure):
        return instead(document)
    if isinstance(document, dict):
        return {key: replace(value, instead) for key, value in document.items()}
    if isinstance(document, list):
        return [replace(value, instead) for value in document]
    return document
