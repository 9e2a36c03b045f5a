"""What is put into a variable fits its type."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.expression import is_expression
from arm.rules.item import mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule
from arm.rules.value_type import fits, told


@rule(
    Severity.ERROR,
    "AppendVariable extends a variable of type Array, SetVariable sets a value of the variable's type.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-append-variable-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Appending to what is no array, and constants of another type."""
    name = activity.type_properties.get("variableName")
    declared = {key.casefold(): spec for key, spec in activity.pipeline.variables.items()}
    if activity.type not in ("SetVariable", "AppendVariable") or not isinstance(name, str):
        return
    type = mapping(declared.get(name.casefold())).get("type")
    if not isinstance(type, str):
        return
    if activity.type == "AppendVariable":
        if type.casefold() != "array":
            message = f'"{name}" is of type {type}: only arrays can be appended to'
            yield activity.problem(message, "typeProperties", "variableName")
        return
    value = activity.type_properties.get("value")
    constant = not isinstance(value, dict) and not (isinstance(value, str) and is_expression(value))
    if value is not None and constant and not fits(type, value):
        yield activity.problem(f'the value is {told(value)}, "{name}" is of type {type}', "typeProperties", "value")
