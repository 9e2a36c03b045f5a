"""The function table: every function with its signature, its documentation link and its code, in one place."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from arm.errors import ExpressionError
from arm.expressions.values import kind, long

DOCUMENTATION = "https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions"

# The types a signature may name, and the engine's names of the values they admit.
_TYPES: dict[str, frozenset[str] | None] = {
    "any": None,
    "array": frozenset({"Array"}),
    "boolean": frozenset({"Boolean"}),
    "integer": frozenset({"Integer"}),
    "number": frozenset({"Integer", "Float"}),
    "object": frozenset({"Object"}),
    "string": frozenset({"String"}),
}
_PARAMETER = re.compile(r"(\.\.\.)?(\w+)(\?)?(?:: ([\w|]+))?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, the type as documented, and the kinds of value it admits (None: all)."""

    name: str
    type: str
    optional: bool
    variadic: bool
    admitted: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language. `lazy` ones decide which arguments are evaluated: the compiler knows them."""

    name: str
    category: str
    signature: str
    parameters: tuple[Parameter, ...]
    purpose: str
    link: str
    lazy: bool
    call: Callable[..., Any]

    @property
    def minimum(self) -> int:
        """How many arguments it needs."""
        return sum(not parameter.optional for parameter in self.parameters)

    @property
    def maximum(self) -> int | None:
        """How many arguments it takes, None without a limit."""
        return None if any(parameter.variadic for parameter in self.parameters) else len(self.parameters)

    def check_count(self, count: int) -> None:
        """ExpressionError unless the function can be called with `count` arguments."""
        if count < self.minimum or (self.maximum is not None and count > self.maximum):
            raise ExpressionError(f"'{self.name}' can't be called with {count} arguments: {self.signature}")

    def check(self, arguments: Sequence[Any]) -> None:
        """ExpressionError for the first argument whose type the signature doesn't admit."""
        parameters = self.parameters
        last = len(parameters) - 1
        for index, argument in enumerate(arguments):
            admitted = parameters[min(index, last)].admitted
            if admitted is None:
                continue
            if type(argument) is int:
                long(argument)
            if kind(argument) not in admitted:
                parameter = parameters[min(index, last)]
                raise ExpressionError(
                    f"'{self.name}' expects its parameter '{parameter.name}' (number {index + 1}) "
                    f"to be {parameter.type.replace('|', ' or ')}, not {kind(argument)}"
                )


FUNCTIONS: dict[str, Function] = {}


def function(
    signature: str, category: str, *, lazy: bool = False, link: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter the decorated code into the table under the name that `signature` begins with.

    `name(first: string, second?: integer, ...rest: any)`: `?` marks what may be left out, `...` what may repeat
    (once at least); types are those of the language, several joined by `|`. The docstring says what it does.
    """
    name, _, rest = signature.partition("(")
    parameters = tuple(_parameter(part) for part in rest.removesuffix(")").split(", ") if part)

    def enter(call: Callable[..., Any]) -> Callable[..., Any]:
        purpose = (call.__doc__ or "").strip()
        anchor = link or f"{DOCUMENTATION}#{name}"
        FUNCTIONS[name.lower()] = Function(name, category, signature, parameters, purpose, anchor, lazy, call)
        return call

    return enter


def _parameter(text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if found is None:
        raise ValueError(f"not a parameter: {text}")
    admitted: frozenset[str] | None = frozenset()
    for name in (found[4] or "any").split("|"):
        kinds = _TYPES[name]
        admitted = None if kinds is None or admitted is None else admitted | kinds
    return Parameter(found[2], found[4] or "any", bool(found[3]), bool(found[1]), admitted)
