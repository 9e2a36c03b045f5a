"""An Expression object holds an expression."""

from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    '{"type": "Expression"} has a `value`; a text there without @ stands for itself, which a condition or a list of '
    "items can't be (a warning).",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#expressions",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Expression objects without a value, and conditions that are mere text."""
    evaluated = _EVALUATED.get(activity.type, ())
    for wanted in evaluated:
        yield from _written(activity, wanted)
    for path, found in activity.expression_objects:
        key = path[len(activity.path) + 1] if len(path) > len(activity.path) + 1 else ""
        if found.get("value") is None:
            yield Problem("the expression has no value", activity.document, path)
        elif key in evaluated and not _evaluates(found["value"]):
            told = f"{key} of {activity.type} is mere text: an expression starts with @"
            yield Problem(told, activity.document, (*path, "value"))


def _written(activity: Activity, key: str) -> Iterator[Problem]:
    """A text where an object is due, and an object of another type."""
    written = activity.type_properties.get(key)
    if isinstance(written, str):
        told = f'{key} of {activity.type} is an object with "value" and "type": "Expression"'
        yield activity.problem(told, "typeProperties", key)
    elif isinstance(written, dict) and written.get("type") not in (None, "Expression"):
        told = f'the type of {key} is "Expression", not {written["type"]!r}'
        yield activity.problem(told, "typeProperties", key, "type")


def _evaluates(value: Any) -> bool:
    return isinstance(value, str) and ("@" in value or value.lower() in ("true", "false"))


_EVALUATED = {
    "ForEach": ("items",), "Until": ("expression",), "IfCondition": ("expression",),
    "Filter": ("items", "condition"),
}  # fmt: skip
