"""Parameters and variables have a type that there is, and a default that fits it."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, items
from arm.rules.item import Item
from arm.rules.rule import Problem, rule
from arm.rules.value_type import PARAMETER_TYPES, VARIABLE_TYPES, fits, told


@rule(
    Severity.ERROR,
    "Parameters have one of the types string, secureString, int, float, bool, array and object, variables String, "
    "Bool, Boolean, Integer or Array; a default is of that type (a warning for "
    "text outside pipelines: Azure makes text of anything there).",
    over=items,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-set-variable-activity",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Declarations that are misshaped, of an unknown type, or whose default is of another."""
    if item.type == "dataflows":
        return
    sections = [("parameters", "parameter", item.parameters, PARAMETER_TYPES)]
    if item.type == "pipelines":
        sections.append(("variables", "variable", item.variables, VARIABLE_TYPES))
    for section, noun, declared, types in sections:
        for name, spec in declared.items():
            path = ("properties", section, name)
            if not isinstance(spec, dict) or not isinstance(spec.get("type"), str):
                yield item.problem(f'the {noun} "{name}" has no type', (*path, "type"))
            elif spec["type"].casefold() not in {known.casefold() for known in types}:
                guess = did_you_mean(spec["type"], types)
                yield item.problem(f'"{spec["type"]}" is no type of a {noun}: {guess}', (*path, "type"))
            elif not fits(spec["type"], spec.get("defaultValue")):
                message = f'the default of "{name}" is {told(spec["defaultValue"])}, its type {spec["type"]}'
                lenient = item.type != "pipelines" and spec["type"].casefold() == "string"
                severity = Severity.WARNING if lenient else None
                yield item.problem(message, (*path, "defaultValue"), severity)
