"""`${NAME}` in an override file stands for a variable of the process environment."""

import re
from collections.abc import Mapping
from typing import Any

from arm import pointers

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
# An Azure Pipelines macro whose variable isn't defined reaches the step as it was written: $(NAME).
_MACRO = re.compile(r"\$\([^()]*\)")


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


def _lookup(name: str, variables: Mapping[str, str], pointer: str) -> str:
    found = variables.get(name, "")
    if not found or _MACRO.fullmatch(found):
        raise UnsetVariable(name, pointer)
    return found
