"""Logical and comparison functions; those that may leave an argument unevaluated are lazy.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-logical
https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-comparison
"""

from collections.abc import Callable
from typing import Any

from arm.armlanguage.errors import EvaluationError
from arm.armlanguage.evaluation import Function
from arm.armlanguage.functions.table import function, kind, need

TABLE: list[Function] = []
Thunk = Callable[[], Any]


@function(TABLE, "true")
def true() -> bool:
    """True."""
    return True


@function(TABLE, "false")
def false() -> bool:
    """False."""
    return False


@function(TABLE, "null")
def null() -> None:
    """Null."""
    return


@function(TABLE, "if", lazy=True)
def if_(condition: Thunk, then: Thunk, otherwise: Thunk) -> Any:
    """One of two values; only the one that is needed is evaluated."""
    return then() if need("if", condition(), bool) else otherwise()


@function(TABLE, "and", lazy=True)
def and_(first: Thunk, second: Thunk, *more: Thunk) -> bool:
    """Whether all are true."""
    return all(need("and", value(), bool) for value in (first, second, *more))


@function(TABLE, "or", lazy=True)
def or_(first: Thunk, second: Thunk, *more: Thunk) -> bool:
    """Whether any is true."""
    return any(need("or", value(), bool) for value in (first, second, *more))


@function(TABLE, "not")
def not_(value: bool) -> bool:
    """The opposite."""
    return not need("not", value, bool)


@function(TABLE, "bool")
def bool_(value: Any) -> bool:
    """'true' and 'false' in any case, 1 and 0."""
    if isinstance(value, str) and value.lower() in ("true", "false", "1", "0"):
        return value.lower() in ("true", "1")
    return bool(need("bool", value, bool, int))


@function(TABLE, "coalesce", lazy=True)
def coalesce(first: Thunk, *more: Thunk) -> Any:
    """The first value that isn't null."""
    return next((value for value in (each() for each in (first, *more)) if value is not None), None)


@function(TABLE, "equals")
def equals(left: Any, right: Any) -> bool:
    """Whether both have the same type and value; strings with regard to case."""
    return type(left) is type(right) and bool(left == right)


def _compared(name: str, left: Any, right: Any) -> int:
    if kind(left) != kind(right) or kind(left) not in ("Integer", "String"):
        raise EvaluationError(f"The template language function '{name}' expects two integers or two strings.")
    return int(left > right) - int(left < right)


@function(TABLE, "less")
def less(left: Any, right: Any) -> bool:
    """Whether the first is less."""
    return _compared("less", left, right) < 0


@function(TABLE, "lessOrEquals")
def less_or_equals(left: Any, right: Any) -> bool:
    """Whether the first is less or the same."""
    return _compared("lessOrEquals", left, right) <= 0


@function(TABLE, "greater")
def greater(left: Any, right: Any) -> bool:
    """Whether the first is greater."""
    return _compared("greater", left, right) > 0


@function(TABLE, "greaterOrEquals")
def greater_or_equals(left: Any, right: Any) -> bool:
    """Whether the first is greater or the same."""
    return _compared("greaterOrEquals", left, right) >= 0
