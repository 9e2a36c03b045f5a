"""How a Python function becomes a function of the template language."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from arm.armlanguage.errors import EvaluationError
from arm.armlanguage.evaluation import Function

Implementation = TypeVar("Implementation", bound=Callable[..., Any])


def function(
    table: list[Function], name: str, *, lazy: bool = False, scoped: bool = False
) -> Callable[[Implementation], Implementation]:
    """Enter the decorated function into `table` as `name`; how many arguments it takes is read off its signature."""

    def enter(implementation: Implementation) -> Implementation:
        parameters = list(inspect.signature(implementation).parameters.values())[1 if scoped else 0 :]
        open_ended = any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters)
        fixed = [parameter for parameter in parameters if parameter.kind is not parameter.VAR_POSITIONAL]
        least = sum(parameter.default is parameter.empty for parameter in fixed)
        table.append(Function(name, implementation, least, None if open_ended else len(fixed), lazy, scoped))
        return implementation

    return enter


def kind(value: Any) -> str:
    """What Azure calls the type of a value in its messages."""
    names = {bool: "Boolean", int: "Integer", float: "Float", str: "String", list: "Array", dict: "Object"}
    return names.get(type(value), "Null")


def need(name: str, value: Any, *types: type) -> Any:
    """`value` if it has one of the types; EvaluationError that names the function otherwise."""
    if type(value) in types:
        return value
    expected = "', '".join(kind(each()) for each in types)
    raise EvaluationError(
        f"The template language function '{name}' expects an argument of type '{expected}'. "
        f"The provided value is of type '{kind(value)}'."
    )
