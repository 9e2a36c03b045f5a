"""How much one evaluation may make: hostile expressions end in an error, not in an exhausted machine."""

from typing import Any

from arm.errors import ExpressionError

# Characters that all strings of one evaluation may have together; each part of an array or object counts as 64.
SIZE_LIMIT = 32_000_000
ELEMENT = 64
COMPARISON_LIMIT = SIZE_LIMIT // 2


class Allowance:
    """What is left of SIZE_LIMIT in one evaluation, or of another limit in one comparison."""

    __slots__ = ("left",)

    def __init__(self, limit: int = SIZE_LIMIT) -> None:
        self.left = limit

    def spend(self, value: Any) -> None:
        """Count a new value against the limit; ExpressionError once it is used up."""
        if type(value) is str:
            self.left -= len(value)
        elif type(value) in (list, dict):
            self.left -= ELEMENT * (1 + len(value))
        if self.left < 0:
            raise ExpressionError(f"the expression makes or compares values of more than {SIZE_LIMIT} characters")


def check_size(size: int) -> None:
    """Refuse a value of `size` characters before it is made."""
    if size > SIZE_LIMIT:
        raise ExpressionError(f"the expression makes a value of more than {SIZE_LIMIT} characters")
