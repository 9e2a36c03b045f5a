"""What a run starts with: its parameters bound to the pipeline's declarations, its variables at their defaults."""

from collections.abc import Mapping
from typing import Any

from arm.errors import UsageError
from arm.runtime.model import DeployedFactory, Json

# What a JSON value must be for a declared type; Azure writes types in any letter case.
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "securestring": (str,),
    "int": (int,),
    "integer": (int,),
    "float": (int, float),
    "bool": (bool,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict, list, str, int, float, bool),
}


def bind_parameters(factory: DeployedFactory, pipeline: str, given: Mapping[str, Any]) -> Json:
    """Every parameter the pipeline declares, with the value given or else its default.

    UsageError for a pipeline the factory doesn't have, a parameter it doesn't declare or has no value for, and a
    value of another type; text is taken for numbers, truth values, arrays and objects where it reads as one.
    """
    if pipeline not in factory.pipelines:
        known = ", ".join(sorted(factory.pipelines)) or "none"
        raise UsageError(f"factory '{factory.name}' has no pipeline '{pipeline}'", hint=f"it has: {known}")
    declared = factory.pipelines[pipeline].get("parameters", {})
    if unknown := sorted(set(given) - set(declared)):
        hint = f"it has: {', '.join(declared)}" if declared else "it has none"
        raise UsageError(f"pipeline '{pipeline}' has no parameter '{unknown[0]}'", hint=hint)
    return {name: _bound(pipeline, name, declaration, given) for name, declaration in declared.items()}


def _bound(pipeline: str, name: str, declaration: Json, given: Mapping[str, Any]) -> Any:
    where = f"parameter '{name}' of pipeline '{pipeline}'"
    if name not in given and "defaultValue" not in declaration:
        raise UsageError(f"{where} has no default and was given no value")
    value = given.get(name, declaration.get("defaultValue"))
    return typed(value, declaration.get("type", "String"), where)


def typed(value: Any, type_name: str, where: str) -> Any:
    """`value` if it is of the declared ADF type, or what it reads as if it is text. UsageError naming `where`."""
    from arm import jsontext

    expected = _PYTHON_TYPES.get(type_name.lower())
    if expected is None or value is None:
        return value
    if isinstance(value, str) and str not in expected:
        try:
            value = jsontext.parse(value, where)
        except UsageError:
            raise UsageError(f"{where} is of type {type_name}, not {value!r}") from None
    if not is_of_type(value, type_name):
        raise UsageError(f"{where} is of type {type_name}, not {type(value).__name__}")
    return value


def is_of_type(value: Any, type_name: str) -> bool:
    """Whether a JSON value is of a declared ADF type; a truth value is no number, an unknown type takes anything."""
    expected = _PYTHON_TYPES.get(type_name.lower())
    if expected is None:
        return True
    return isinstance(value, expected) and (not isinstance(value, bool) or bool in expected)


def initial_variables(pipeline: Json) -> Json:
    """The variables a pipeline declares, at their defaults: None where there is none, [] for an Array."""
    return {
        name: declaration.get("defaultValue", [] if declaration.get("type") == "Array" else None)
        for name, declaration in pipeline.get("variables", {}).items()
    }
