"""Numeric functions: integers only, division towards zero.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-numeric
"""

from typing import Any

from arm.armlanguage.errors import EvaluationError
from arm.armlanguage.evaluation import Function
from arm.armlanguage.functions.table import function, need

TABLE: list[Function] = []


@function(TABLE, "int")
def int_(value: Any) -> int:
    """A string or an integer as an integer."""
    try:
        return int(need("int", value, str, int))
    except ValueError:
        raise EvaluationError(f"The template language function 'int' was given no integer: '{value}'.") from None


@function(TABLE, "add")
def add(left: int, right: int) -> int:
    """The sum."""
    return int(need("add", left, int)) + int(need("add", right, int))


@function(TABLE, "sub")
def sub(left: int, right: int) -> int:
    """The difference."""
    return int(need("sub", left, int)) - int(need("sub", right, int))


@function(TABLE, "mul")
def mul(left: int, right: int) -> int:
    """The product."""
    return int(need("mul", left, int)) * int(need("mul", right, int))


@function(TABLE, "div")
def div(left: int, right: int) -> int:
    """The quotient, cut off towards zero."""
    quotient = int(abs(need("div", left, int)) // abs(_divisor("div", right)))
    return quotient if (left < 0) == (right < 0) else -quotient


@function(TABLE, "mod")
def mod(left: int, right: int) -> int:
    """The remainder, with the sign of the first."""
    remainder = int(abs(need("mod", left, int)) % abs(_divisor("mod", right)))
    return remainder if left >= 0 else -remainder


def _divisor(name: str, value: Any) -> int:
    if need(name, value, int) == 0:
        raise EvaluationError(f"Unable to evaluate template language function '{name}': division by zero.")
    return int(value)
