"""The collection functions, for strings, arrays and objects."""

from typing import Any

from arm.errors import ExpressionError
from arm.expressions import utf16, values
from arm.expressions.limits import COMPARISON_LIMIT, Allowance, check_size
from arm.expressions.table import function
from arm.expressions.values import identity, int32, kind, text


@function("contains(collection: string|array|object, value: any)", "collection")
def contains(collection: Any, value: Any) -> bool:
    """Whether a string has the text in it, an array the element, an object the key (whatever its case)."""
    if type(collection) is list:
        wanted, allowance = identity(value), Allowance(COMPARISON_LIMIT)
        return any(type(each) is type(value) and identity(each, allowance) == wanted for each in collection)
    if type(value) is not str:
        raise ExpressionError(f"'contains' expects a string to look for in {kind(collection)}, not {kind(value)}")
    if type(collection) is str:
        return value in collection
    return values.member(collection, value) is not values.MISSING


@function("empty(collection: any)", "collection")
def empty(collection: Any) -> bool:
    """Whether a string, an array or an object has nothing in it; true for null."""
    if collection is None:
        return True
    if type(collection) in (str, list, dict):
        return not collection
    raise ExpressionError(f"'empty' expects a string, an array or an object, not {kind(collection)}")


@function("first(collection: string|array)", "collection")
def first(collection: Any) -> Any:
    """The first element or character; null for an empty array, '' for an empty string."""
    if type(collection) is list:
        return collection[0] if collection else None
    return utf16.cut(collection, 0, 1)


@function("intersection(first: array|object, ...others: array|object)", "collection")
def intersection(head: Any, *others: Any) -> Any:
    """What all arrays, or all objects, have in common, in the order of the first."""
    _same_kind("intersection", head, others)
    if type(head) is dict:
        return {
            key: value
            for key, value in head.items()
            if all(key in other and identity(other[key]) == identity(value) for other in others)
        }
    allowance = Allowance(COMPARISON_LIMIT)
    common = [{identity(each, allowance) for each in other} for other in others]
    found: dict[Any, Any] = {}
    for each in head:
        found.setdefault(identity(each, allowance), each)
    return [each for key, each in found.items() if all(key in other for other in common)]


@function("join(array: array, delimiter: string)", "collection")
def join(array: list[Any], delimiter: str) -> str:
    """The elements as text with the delimiter between them."""
    check_size(len(array) * len(delimiter))
    return utf16.joined(delimiter.join([text(each) for each in array]))


@function("last(collection: string|array)", "collection")
def last(collection: Any) -> Any:
    """The last element or character; null for an empty array, '' for an empty string."""
    if type(collection) is list:
        return collection[-1] if collection else None
    size = utf16.length(collection)
    return utf16.cut(collection, max(size - 1, 0), size)


@function("length(collection: string|array)", "collection")
def length(collection: Any) -> int:
    """How many elements, or UTF-16 units, there are."""
    return len(collection) if type(collection) is list else utf16.length(collection)


@function("skip(collection: string|array, count: integer)", "collection")
def skip(collection: Any, count: int) -> Any:
    """What follows after the first `count` elements or characters."""
    count = _count("skip", count)
    return collection[count:] if type(collection) is list else utf16.cut(collection, count)


@function("take(collection: string|array, count: integer)", "collection")
def take(collection: Any, count: int) -> Any:
    """The first `count` elements or characters."""
    count = _count("take", count)
    return collection[:count] if type(collection) is list else utf16.cut(collection, 0, count)


@function("union(first: array|object, ...others: array|object)", "collection")
def union(head: Any, *others: Any) -> Any:
    """All elements of all arrays once each, or all members of all objects, the last value of a key winning."""
    _same_kind("union", head, others)
    if type(head) is dict:
        return {key: value for each in (head, *others) for key, value in each.items()}
    allowance = Allowance(COMPARISON_LIMIT)
    found: dict[Any, Any] = {}
    for array in (head, *others):
        for each in array:
            found.setdefault(identity(each, allowance), each)
    return list(found.values())


def _same_kind(name: str, head: Any, others: tuple[Any, ...]) -> None:
    for other in others:
        if type(other) is not type(head):
            raise ExpressionError(f"'{name}' expects all arrays or all objects, not {kind(head)} and {kind(other)}")


def _count(name: str, count: int) -> int:
    cut = int32(count)
    if cut < 0:
        raise ExpressionError(f"'{name}' expects its count not to be negative, not {cut}")
    return cut
