"""Strings that Resource Manager would take for expressions, told apart from those that are.

A string that starts with `[` and ends with `]` gets one more `[` in front; one that only starts with `[` is
left alone. https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
"""

from typing import Any


def escaped(value: Any) -> Any:
    """`value` with every string in it escaped; parts in which nothing changes are shared, not copied."""
    if type(value) is str:
        return "[" + value if value[:1] == "[" and value[-1:] == "]" else value
    if type(value) is dict:
        return _replaced(value, value.items())
    if type(value) is list:
        return _replaced_list(value)
    return value


def _replaced(value: dict[str, Any], items: Any) -> dict[str, Any]:
    changes: dict[str, Any] | None = None
    for key, old in items:
        kind = type(old)
        if kind is str:
            if old[:1] != "[" or old[-1:] != "]":
                continue
            new: Any = "[" + old
        elif kind is dict:
            new = _replaced(old, old.items())
        elif kind is list:
            new = _replaced_list(old)
        else:
            continue
        if new is not old:
            changes = changes or {}
            changes[key] = new
    return {**value, **changes} if changes else value


def _replaced_list(value: list[Any]) -> list[Any]:
    new = [escaped(item) for item in value]
    return new if any(a is not b for a, b in zip(new, value, strict=True)) else value


def unescaped(value: Any) -> Any:
    """The value that `escaped` was given: what Resource Manager reads out of it."""
    if isinstance(value, str):
        return value[1:] if value[:2] == "[[" and value[-1:] == "]" else value
    if isinstance(value, dict):
        return {key: unescaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unescaped(item) for item in value]
    return value


def literal(text: str) -> str:
    """`text` as a string literal inside an expression: apostrophes doubled, quotes around."""
    return "'" + text.replace("'", "''") + "'"


def parameter_call(name: str) -> str:
    """The expression that stands for the parameter called `name`, without brackets."""
    return f"parameters({literal(name)})"
