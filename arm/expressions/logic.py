"""The logical functions; the lazy ones are compiled, so their code here only stands for them in the table."""

from typing import Any

from arm.errors import ExpressionError
from arm.expressions.mathematics import numeric
from arm.expressions.table import function
from arm.expressions.values import equal, kind


def is_boolean(name: str, value: Any) -> bool:
    """`value` itself if it is a boolean: nothing else counts as true or false."""
    if value is True or value is False:
        return bool(value)
    raise ExpressionError(f"'{name}' expects booleans, not {kind(value)}")


@function("and(...expressions: boolean)", "logical", lazy=True)
def and_(*values: Any) -> bool:
    """Whether all are true; what follows the first false one is not evaluated."""
    return all(is_boolean("and", value) for value in values)


@function("or(...expressions: boolean)", "logical", lazy=True)
def or_(*values: Any) -> bool:
    """Whether one is true; what follows the first true one is not evaluated."""
    return any(is_boolean("or", value) for value in values)


@function("if(expression: boolean, valueIfTrue: any, valueIfFalse: any)", "logical", lazy=True)
def if_(condition: Any, true: Any, false: Any) -> Any:
    """One value or the other; only the one taken is evaluated."""
    return true if is_boolean("if", condition) else false


@function("not(expression: boolean)", "logical")
def not_(value: bool) -> bool:
    """The opposite."""
    return not value


@function("equals(object1: any, object2: any, ...others?: any)", "logical")
def equals(first: Any, *others: Any) -> bool:
    """Whether all are the same: numbers by value, texts case and all, arrays and objects deeply."""
    return all(equal(first, other) for other in others)


@function("greater(value: any, compareTo: any)", "logical")
def greater(first: Any, second: Any) -> bool:
    """Whether the first number or string comes after the second; strings in dictionary order, a before A before b."""
    return _compare("greater", first, second) > 0


@function("greaterOrEquals(value: any, compareTo: any)", "logical")
def greater_or_equals(first: Any, second: Any) -> bool:
    """Whether the first number or string does not come before the second."""
    return _compare("greaterOrEquals", first, second) >= 0


@function("less(value: any, compareTo: any)", "logical")
def less(first: Any, second: Any) -> bool:
    """Whether the first number or string comes before the second."""
    return _compare("less", first, second) < 0


@function("lessOrEquals(value: any, compareTo: any)", "logical")
def less_or_equals(first: Any, second: Any) -> bool:
    """Whether the first number or string does not come after the second."""
    return _compare("lessOrEquals", first, second) <= 0


def _compare(name: str, first: Any, second: Any) -> int:
    if type(first) is str and type(second) is str:
        from arm.expressions.collation import compare

        return compare(first, second)
    one, other = numeric(name, first), numeric(name, second)
    return (one > other) - (one < other)
