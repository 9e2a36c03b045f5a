"""The math functions: 64-bit integers that overflow, floats as soon as one takes part."""

import math
import random
from collections.abc import Callable
from typing import Any

from arm.errors import ExpressionError
from arm.expressions.lexer import LONG_MAXIMUM, LONG_MINIMUM
from arm.expressions.table import function
from arm.expressions.values import int32, kind, long

RANGE_LIMIT = 100_000
_INT_MAXIMUM = 2**31 - 1


def numeric(name: str, value: Any) -> int | float:
    """`value` itself if it is a number that fits into 64 bits."""
    if type(value) is int:
        return long(value)
    if type(value) is float:
        return value
    raise ExpressionError(f"'{name}' expects numbers, not {kind(value)}")


def _fits(name: str, value: Any) -> Any:
    if type(value) is int and not LONG_MINIMUM <= value <= LONG_MAXIMUM:
        raise ExpressionError(f"'{name}' overflows: {value} doesn't fit into 64 bits")
    return value


def _not_zero(name: str, value: int | float) -> int | float:
    if value == 0:
        raise ExpressionError(f"'{name}' can't divide by zero")
    return value


def _operands(name: str, first: Any, second: Any) -> tuple[Any, Any]:
    first, second = numeric(name, first), numeric(name, second)
    if type(first) is type(second):
        return first, second
    return float(first), float(second)


@function("add(summand1: number, summand2: number)", "math")
def add(first: Any, second: Any) -> Any:
    """The sum."""
    first, second = _operands("add", first, second)
    return _fits("add", first + second)


@function("sub(minuend: number, subtrahend: number)", "math")
def sub(first: Any, second: Any) -> Any:
    """The difference."""
    first, second = _operands("sub", first, second)
    return _fits("sub", first - second)


@function("mul(multiplicand1: number, multiplicand2: number)", "math")
def mul(first: Any, second: Any) -> Any:
    """The product."""
    first, second = _operands("mul", first, second)
    return _fits("mul", first * second)


@function("div(dividend: number, divisor: number)", "math")
def div(first: Any, second: Any) -> Any:
    """The quotient, of integers cut towards zero."""
    first, second = _operands("div", first, _not_zero("div", numeric("div", second)))
    if type(first) is float:
        return first / second
    quotient = abs(first) // abs(second)
    return _fits("div", quotient if (first < 0) == (second < 0) else -quotient)


@function("mod(dividend: number, divisor: number)", "math")
def mod(first: Any, second: Any) -> Any:
    """What the division leaves, with the sign of the dividend."""
    first, second = _operands("mod", first, _not_zero("mod", numeric("mod", second)))
    if type(first) is float:
        return math.fmod(first, second) if math.isfinite(first) else math.nan
    rest = abs(first) % abs(second)
    return rest if first >= 0 else -rest


@function("max(first: number|array, ...others?: number)", "math")
def max_(*values: Any) -> int | float:
    """The greatest number of a list or of an array; a float as soon as one of them is."""
    return _extreme("max", values, max)


@function("min(first: number|array, ...others?: number)", "math")
def min_(*values: Any) -> int | float:
    """The smallest number of a list or of an array; a float as soon as one of them is."""
    return _extreme("min", values, min)


def _extreme(name: str, values: tuple[Any, ...], choose: Callable[..., Any]) -> int | float:
    if len(values) == 1 and type(values[0]) is list:
        values = tuple(values[0])
    if not values:
        raise ExpressionError(f"'{name}' expects at least one number")
    found = [numeric(name, value) for value in values]
    if any(type(value) is float for value in found):
        return float(choose([float(value) for value in found]))
    return int(choose(found))


@function("rand(minValue: integer, maxValue: integer)", "math")
def rand(minimum: int, maximum: int) -> int:
    """A random integer from the minimum up to, but without, the maximum."""
    if minimum > maximum:
        raise ExpressionError(f"'rand' expects its minimum {minimum} not to be greater than its maximum {maximum}")
    return random.randrange(minimum, maximum) if minimum < maximum else minimum


@function("range(startIndex: integer, count: integer)", "math")
def range_(start: int, count: int) -> list[int]:
    """`count` integers from the start on."""
    start, count = int32(start), int32(count)
    if not 0 <= count <= RANGE_LIMIT or start + count - 1 > _INT_MAXIMUM:
        raise ExpressionError(
            f"'range' expects a count from 0 to {RANGE_LIMIT} and a last value of at most {_INT_MAXIMUM}"
        )
    return list(range(start, start + count))
