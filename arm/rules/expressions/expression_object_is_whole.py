"""An Expression object holds an expression."""

from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.item import walk
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
    inner = {block.path for block in activity.blocks}
    for key, value in activity.type_properties.items():
        for path, found in walk(value, (*activity.path, "typeProperties", key)):
            if any(path[: len(block)] == block for block in inner):
                continue
            if isinstance(found, dict) and found.get("type") == "Expression" and len(found) <= 2:
                text = found.get("value")
                if text is None:
                    yield Problem("the expression has no value", activity.document, path)
                elif key in _EVALUATED.get(activity.type, ()) and not _evaluates(text):
                    told = f"{key} of {activity.type} is mere text: an expression starts with @"
                    yield Problem(told, activity.document, (*path, "value"))


def _evaluates(value: Any) -> bool:
    return isinstance(value, str) and ("@" in value or value.lower() in ("true", "false"))


_EVALUATED = {
    "ForEach": ("items",), "Until": ("expression",), "IfCondition": ("expression",),
    "Filter": ("items", "condition"),
}  # fmt: skip
