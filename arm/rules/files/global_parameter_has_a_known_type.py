"""Global parameters have a type that there is, and a value of it."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.item import mapping
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources
from arm.rules.value_type import fits, told

_TYPES = ("string", "int", "float", "bool", "array", "object")


@rule(
    Severity.ERROR,
    "A global parameter has one of the types string, int, float, bool, array and object, and a value of it.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/author-global-parameters",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Parameters without type or value, of an unknown type, or with a value of another."""
    for file in sources.factory_files:
        declared = mapping(mapping(file.body).get("properties")).get("globalParameters")
        if declared is not None and not isinstance(declared, dict):
            yield Problem('"globalParameters" is no object', file, ("properties", "globalParameters"))
    for document, name, spec in sources.global_parameters():
        path = ("properties", "globalParameters", name)
        type = mapping(spec).get("type")
        if not isinstance(type, str):
            yield Problem(f'the global parameter "{name}" has no type', document, path)
        elif type.casefold() not in _TYPES:
            guess = did_you_mean(type, _TYPES)
            yield Problem(f'"{type}" is no type of a global parameter: {guess}', document, (*path, "type"))
        elif "value" not in spec:
            yield Problem(f'the global parameter "{name}" has no value', document, path)
        elif not fits(type, spec["value"]):
            message = f'the value of "{name}" is {told(spec["value"])}, its type {type}'
            yield Problem(message, document, (*path, "value"))
