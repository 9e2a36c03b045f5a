"""`${NAME}` in an override file stands for a variable of the process environment."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from arm import pointers

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
# An Azure Pipelines macro whose variable isn't defined reaches the step as it was written: $(NAME).
_MACRO = re.compile(r"\$\([^()]*\)")


class _AsWritten(Mapping[str, str]):
    """Every variable, each with its own `${NAME}` for a value: filling with it changes nothing."""

    def __getitem__(self, name: str) -> str:
        return f"${{{name}}}"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


AS_WRITTEN = _AsWritten()
"""To read an environment whose variables aren't set, or whose values shall not be known."""


class UnsetVariable(LookupError):
    """A `${NAME}` whose variable isn't set; `name` is the variable's, `pointer` where in the value it stands."""

    def __init__(self, name: str, pointer: str) -> None:
        super().__init__(name)
        self.name = name
        self.pointer = pointer


def names_in(value: Any) -> set[str]:
    """The names of all variables that `value` (any JSON value) refers to."""
    if isinstance(value, str):
        return set(_VARIABLE.findall(value))
    if isinstance(value, Mapping):
        return {name for inner in value.values() for name in names_in(inner)}
    if isinstance(value, list):
        return {name for inner in value for name in names_in(inner)}
    return set()


def is_variable(value: Any) -> bool:
    """Whether a value is nothing but one `${NAME}`, so that writing it tells no secret."""
    return isinstance(value, str) and _VARIABLE.fullmatch(value) is not None


def fill(value: Any, variables: Mapping[str, str], pointer: str = "") -> Any:
    """`value` (any JSON value) with every `${NAME}` replaced by its variable; UnsetVariable for one without value.

    A variable that is empty, or reads `$(NAME)` as an undefined Azure Pipelines macro does, counts as unset.
    """
    if isinstance(value, str):
        return _VARIABLE.sub(lambda match: _lookup(match[1], variables, pointer), value)
    if isinstance(value, Mapping):
        return {key: fill(inner, variables, pointer + pointers.join([key])) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, variables, f"{pointer}/{index}") for index, inner in enumerate(value)]
    return value


def is_set(name: str, variables: Mapping[str, str]) -> bool:
    """Whether a variable has a value: one that is empty, or reads `$(NAME)`, has none."""
    found = variables.get(name, "")
    return bool(found) and not _MACRO.fullmatch(found)


def _lookup(name: str, variables: Mapping[str, str], pointer: str) -> str:
    if not is_set(name, variables):
        raise UnsetVariable(name, pointer)
    return variables[name]
