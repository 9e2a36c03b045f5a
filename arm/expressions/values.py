"""What the language's values are: their type names, their text, when two are equal, and how one is selected from."""

from typing import Any

from arm.errors import ExpressionError
from arm.expressions import content, floats, jsonwriter
from arm.expressions.lexer import LONG_MAXIMUM, LONG_MINIMUM
from arm.expressions.limits import COMPARISON_LIMIT, Allowance

# JSON's values as Python's json module gives them; an integer beyond 64 bits can be passed on but not worked with.
Value = Any

_KINDS: dict[type, str] = {
    type(None): "Null",
    bool: "Boolean",
    int: "Integer",
    float: "Float",
    str: "String",
    list: "Array",
    dict: "Object",
}


def kind(value: Value) -> str:
    """The engine's name of a value's type, as its messages have it: Null, Boolean, Integer, Float, String ..."""
    name = _KINDS.get(type(value))
    if name is None:
        raise ExpressionError(f"Python's {type(value).__name__} is no value of the language")
    return name


def text(value: Value) -> str:
    """A value as `concat`, `string` and `@{...}` write it: null as "", true as True, 1.0 as 1, arrays as JSON."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is bool:
        return "True" if value else "False"
    if type(value) is int:
        return str(long(value))
    if type(value) is float:
        return floats.text_of(value)
    if content.holds_content(value):
        return content.text_of(value)
    kind(value)
    return jsonwriter.write(value)


def long(value: int) -> int:
    """`value` itself if it fits into 64 bits; what lies beyond can't be converted by the engine either."""
    if LONG_MINIMUM <= value <= LONG_MAXIMUM:
        return value
    raise ExpressionError(f"the integer {value} doesn't fit into 64 bits")


def int32(value: int) -> int:
    """`value` cut to 32 bits, as the engine does with indexes and counts."""
    return (value + 2**31) % 2**32 - 2**31


def identity(value: Value, allowance: Allowance | None = None) -> Any:
    """A hashable stand-in: equal for two values exactly if they are deeply equal, 1 and 1.0 told apart.

    `allowance` is what several values may cost together.
    """
    if type(value) not in (list, dict):
        return (type(value), value)
    return _identity(value, allowance or Allowance(COMPARISON_LIMIT))


def _identity(value: Value, allowance: Allowance) -> Any:
    if type(value) is list:
        allowance.spend(value)
        return ("Array", tuple([_identity(each, allowance) for each in value]))
    if type(value) is dict:
        allowance.spend(value)
        return ("Object", frozenset([(key, _identity(each, allowance)) for key, each in value.items()]))
    return (type(value), value)


def equal(first: Value, second: Value) -> bool:
    """Deep equality as `equals` has it: numbers by value at the top (1 is 1.0), by type inside arrays and objects."""
    if {type(first), type(second)} == {int, float}:
        return float(first) == float(second)
    if type(first) is not type(second):
        return False
    if type(first) is int:
        return long(first) == long(second)
    if type(first) not in (list, dict):
        return bool(first == second)
    allowance = Allowance(COMPARISON_LIMIT)
    return bool(identity(first, allowance) == identity(second, allowance))


MISSING = object()


def member(target: dict[str, Value], name: str) -> Value:
    """The member called `name`, whatever its case, the exact one first; MISSING if there is none."""
    found = target.get(name, MISSING)
    if found is not MISSING:
        return found
    wanted = name.lower()
    for key, value in target.items():
        if key.lower() == wanted:
            return value
    return MISSING


def is_key(key: Value) -> bool:
    """Whether a property or an element can be selected by such a value at all."""
    return type(key) in (str, int)


def select(target: Value, key: Value, null_safe: bool) -> Value:
    """`target.key`, `target[key]`, and with `?` before them, which forgives what is missing, nothing else."""
    if type(target) is dict and type(key) is str:
        found = member(target, key)
        if found is not MISSING:
            return found
        if null_safe:
            return None
        raise ExpressionError(f"property '{key}' doesn't exist, available properties are '{', '.join(target)}'")
    if type(target) is list and type(key) is int:
        return _element(target, key, null_safe)
    raise _not_selectable(target, key)


def _element(target: list[Value], key: int, null_safe: bool) -> Value:
    index = int32(key)
    if 0 <= index < len(target):
        return target[index]
    if null_safe:
        return None
    if not target:
        raise ExpressionError(f"array index '{index}' cannot be selected from an empty array")
    raise ExpressionError(f"array index '{index}' is outside bounds (0, {len(target) - 1}) of array")


def _not_selectable(target: Value, key: Value) -> ExpressionError:
    name = f"property '{text(key)}' cannot be selected"
    if not is_key(key):
        return ExpressionError(f"{name}: a property is selected by a string or an integer, not by {kind(key)}")
    if target is None:
        return ExpressionError(name + " from null", hint="write ?. or ?[ where a value may be missing")
    if type(target) is list:
        return ExpressionError(name + ": array elements can only be selected using an integer index")
    if type(target) is dict:
        return ExpressionError(name + ": object properties can only be selected by name")
    return ExpressionError(f"{name}: it is not supported on values of type '{kind(target)}'")


def excerpt(value: Value) -> str:
    """A value as a message may show it: short."""
    shown = repr(value) if type(value) is str else jsonwriter.write(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
