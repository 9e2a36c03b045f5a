"""Array and object functions, and those that take strings as well as arrays.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array
https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-object
"""

from typing import Any

from arm.armlanguage.errors import EvaluationError
from arm.armlanguage.evaluation import Function
from arm.armlanguage.functions.strings import to_text
from arm.armlanguage.functions.table import function, kind, need

TABLE: list[Function] = []


@function(TABLE, "concat")
def concat(*values: Any) -> str | list[Any]:
    """One string of all values, or one array of all arrays; the two can't be mixed."""
    if values and all(isinstance(value, list) for value in values):
        return [item for value in values for item in value]
    for value in values:
        if isinstance(value, list | dict):
            raise EvaluationError(
                "The provided parameters for language function 'concat' are invalid. Either all or none of the "
                "parameters must be an array."
            )
    return "".join(to_text(value) for value in values)


@function(TABLE, "length")
def length(value: Any) -> int:
    """How many characters, items or properties."""
    return len(need("length", value, str, list, dict))


@function(TABLE, "empty")
def empty(value: Any) -> bool:
    """Whether there is nothing in it; null is empty."""
    return value is None or not need("empty", value, str, list, dict)


@function(TABLE, "contains")
def contains(container: Any, item: Any) -> bool:
    """Whether an array has the item, an object the key (any case), a string the text (this case)."""
    need("contains", container, str, list, dict)
    if isinstance(container, dict):
        return to_text(item).lower() in {key.lower() for key in container}
    return to_text(item) in container if isinstance(container, str) else item in container


@function(TABLE, "first")
def first(value: Any) -> Any:
    """The first item, null if there is none, or the first character."""
    need("first", value, str, list)
    return value[0] if value else ("" if isinstance(value, str) else None)


@function(TABLE, "last")
def last(value: Any) -> Any:
    """The last item, null if there is none, or the last character."""
    need("last", value, str, list)
    return value[-1] if value else ("" if isinstance(value, str) else None)


@function(TABLE, "skip")
def skip(value: Any, count: int) -> Any:
    """Without the first `count` items or characters."""
    return need("skip", value, str, list)[max(0, need("skip", count, int)) :]


@function(TABLE, "take")
def take(value: Any, count: int) -> Any:
    """The first `count` items or characters."""
    return need("take", value, str, list)[: max(0, need("take", count, int))]


@function(TABLE, "array")
def array(value: Any) -> list[Any]:
    """An array of the one value, or the array that it is."""
    return value if isinstance(value, list) else [value]


@function(TABLE, "createArray")
def create_array(*values: Any) -> list[Any]:
    """An array of the values."""
    return list(values)


@function(TABLE, "createObject")
def create_object(*pairs: Any) -> dict[str, Any]:
    """An object of keys and values in turn."""
    if len(pairs) % 2:
        raise EvaluationError("The template language function 'createObject' expects keys and values in pairs.")
    return {str(need("createObject", key, str)): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}


@function(TABLE, "union")
def union(first_value: Any, *more: Any) -> Any:
    """Arrays without repeats, or objects merged (the last one wins, nested objects merge too)."""
    values = (first_value, *more)
    if all(isinstance(value, dict) for value in values):
        merged: dict[str, Any] = {}
        for value in values:
            merged = _merge(merged, value)
        return merged
    found: list[Any] = []
    for value in values:
        found += [item for item in need("union", value, list) if item not in found]
    return found


def _merge(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: _merge(left[key], value) if _objects(left.get(key), value) else value for key, value in right.items()
    }
    return {**left, **both}


def _objects(left: Any, right: Any) -> bool:
    return isinstance(left, dict) and isinstance(right, dict)


@function(TABLE, "intersection")
def intersection(start: Any, *others: Any) -> Any:
    """What all the arrays, or all the objects, have in common."""
    need("intersection", start, list, dict)
    for each in others:
        need("intersection", each, type(start))
    if isinstance(start, dict):
        return {
            key: value for key, value in start.items() if all(key in each and each[key] == value for each in others)
        }
    return [item for item in start if all(item in each for each in others)]


@function(TABLE, "items")
def items(value: dict[str, Any]) -> list[dict[str, Any]]:
    """An object as an array of `{"key", "value"}`, by key."""
    return [{"key": key, "value": inner} for key, inner in sorted(need("items", value, dict).items())]


@function(TABLE, "range")
def range_(start: int, count: int) -> list[int]:
    """`count` integers from `start`, at most 10,000."""
    if not 0 <= need("range", count, int) <= 10_000:
        raise EvaluationError("The template language function 'range' makes 0 to 10,000 items.")
    return list(range(need("range", start, int), start + count))


@function(TABLE, "min")
def min_(*values: Any) -> int:
    """The least of integers, or of one array of them."""
    return min(_integers("min", values))


@function(TABLE, "max")
def max_(*values: Any) -> int:
    """The greatest of integers, or of one array of them."""
    return max(_integers("max", values))


def _integers(name: str, values: tuple[Any, ...]) -> list[int]:
    found = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
    if not found or not all(type(each) is int for each in found):
        raise EvaluationError(f"The template language function '{name}' expects integers, not '{kind(values)}'.")
    return list(found)
