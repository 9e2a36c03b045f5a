"""What the service's type definitions say of the resources: properties missing, misspelt or of another type."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

import orjson

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.expression import is_expression
from arm.rules.guess import guessed
from arm.rules.item import Item, mapping
from arm.rules.rule import Path, Problem
from arm.rules.secret import is_secret_property
from arm.rules.value_type import reads_as, told

# What may stand for an object of any type: it is worked out when it runs.
_EVALUATED = "Expression"
# What ADF Studio makes and publishes, and the type definitions don't list.
_UNLISTED = ("UDFLibrary", "GitHub", "EventHubs", "Airflow")
_NAMES = {"string": "text", "boolean": "true or false", "integer": "a whole number", "number": "a number"}
_NOUNS = {"array": "an array", "object": "an object", **_NAMES}
# How many letters a misspelt name has more or less; names that differ in more are other names.
_SLIP = 2
# Values that rules of their own look at.
_JUDGED = frozenset({
    "state", "onInactiveMarkAs", "dependencyConditions", "method", "runtimeState", "frequency", "weekDays", "day",
    "events", "parameters", "variables",
})  # fmt: skip


class Kind(StrEnum):
    """What can be wrong."""

    REQUIRED = "required"
    TYPE = "type"
    UNKNOWN = "unknown"
    PROPERTY = "property"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that differs from the definitions; for an absent property `path` is that of the property."""

    kind: Kind
    item: Item
    message: str
    path: Path
    severity: Severity | None = None

    @property
    def problem(self) -> Problem:
        """The mismatch as a rule yields it."""
        return self.item.problem(self.message, self.path, self.severity)


def mismatches(context: Context, kind: Kind) -> list[Mismatch]:
    """Everything of one kind, in all resources; what is inactive is left out."""
    found = context.cached("schema", lambda: [one for item in context.items for one in _of(item)])
    return [one for one in found if one.kind is kind]


def types_of(union: str) -> dict[str, str]:
    """The types of a union of the service's, such as CopySource, and the class of each."""
    found: dict[str, str] = _data()["unions"][union]
    return found


def _of(item: Item) -> Iterator[Mismatch]:
    root = _data()["roots"].get(item.type)
    if root is None or not isinstance(item.resource.body.get("properties"), dict):
        return
    if root in _data()["unions"]:
        yield from _member(item, root, item.properties, ("properties",))
    else:
        yield from _object(item, root, item.properties, ("properties",))


def _member(item: Item, union: str, value: Any, path: Path) -> Iterator[Mismatch]:
    """What is wrong with a value that is one of a union's types."""
    if not isinstance(value, dict) or (union == "Activity" and value.get("state") == "Inactive"):
        return
    known = types_of(union)
    type = value.get("type")
    if type is None:
        yield Mismatch(Kind.REQUIRED, item, 'there is no "type"', (*path, "type"))
    elif not isinstance(type, str):
        yield Mismatch(Kind.TYPE, item, f'"type" is {told(type)}, not text', (*path, "type"))
    elif type in known:
        yield from _object(item, known[type], value, path)
        yield from _empty(item, known[type], value, path) if union == "Activity" else ()
    elif type not in (_EVALUATED, *_UNLISTED) and not is_expression(type):
        message = guessed(f'"{type}" is no type of {_spaced(union)}', type, known)
        yield Mismatch(Kind.UNKNOWN, item, message, (*path, "type"))


def _object(item: Item, name: str, value: dict[str, Any], path: Path) -> Iterator[Mismatch]:
    """What is wrong with a value of one class, and with the values of other classes in it."""
    if not _validator(name).is_valid(value):
        for error in _validator(name).iter_errors(value):
            yield from _mismatch(item, name, error, value, path)
    for inner, union in _data()["classes"][name]["inside"]:
        for place, child in _found(value, inner, path):
            yield from _member(item, union, child, place)


def _empty(item: Item, name: str, value: dict[str, Any], path: Path) -> Iterator[Mismatch]:
    """Required texts of an activity's typeProperties that are empty: ADF Studio asks for them."""
    properties = _data()["classes"][name]["schema"]["properties"]
    inside = mapping(value.get("typeProperties"))
    for key in properties.get("typeProperties", {}).get("required", ()):
        if inside.get(key) == "":
            yield Mismatch(Kind.REQUIRED, item, f'"{key}" is empty', (*path, "typeProperties", key))


def _mismatch(item: Item, name: str, error: Any, value: Any, path: Path) -> Iterator[Mismatch]:
    """What one of the validator's errors means for an author; `value` is what was validated, `path` its place."""
    found: Any = value
    for part in error.instance_path:
        found = found[part]
    place = (*path, *error.instance_path)
    kind = error.kind.name
    if kind == "required":
        key = error.kind.property
        if not _stands_otherwise(found, key) and (key != "type" or error.instance_path):
            yield Mismatch(Kind.REQUIRED, item, f'there is no "{key}"', (*place, key))
    elif kind == "type":
        yield from _of_another_type(item, _schema_of(name, error), error, found, place)
    elif kind == "additionalProperties":
        yield from _misspelt(item, _schema_of(name, error), error, found, place)
    elif kind == "enum":
        yield from _of_other_value(item, error, found, place)


def _of_another_type(item: Item, schema: dict[str, Any], error: Any, value: Any, place: Path) -> Iterator[Mismatch]:
    lenient = "lenient" in schema
    if _runs_to_anything(value) or (lenient and _is_read_all_the_same(schema["type"], value)):
        return
    # Text is made of a number, or of true and false, without a word.
    severity = Severity.WARNING if lenient and not isinstance(value, dict | list | str) else None
    wanted = " or ".join(_NOUNS[one] for one in error.kind.types)
    yield Mismatch(Kind.TYPE, item, f'"{_key(place)}" is {told(value)}, not {wanted}', place, severity)


def _is_read_all_the_same(type: str, value: Any) -> bool:
    """Whether a value of another type than documented is read: numbers in text, and objects as ADF Studio writes."""
    if isinstance(value, str):
        return type != "array" and reads_as(type, value)
    return isinstance(value, dict) and type in ("string", "array")


def _misspelt(
    item: Item, schema: dict[str, Any], error: Any, holder: dict[str, Any], place: Path
) -> Iterator[Mismatch]:
    """Properties that are nearly called like one that is known and not there; others Azure overlooks."""
    there = {key.casefold() for key in holder}
    absent = [key for key in schema.get("properties", {}) if key.casefold() not in there]
    for key in error.kind.unexpected:
        guess = did_you_mean(key, [one for one in absent if abs(len(one) - len(key)) <= _SLIP])
        if guess.startswith("did"):
            yield Mismatch(Kind.PROPERTY, item, f'nothing reads "{key}" here: {guess}', (*place, key))


def _of_other_value(item: Item, error: Any, value: Any, place: Path) -> Iterator[Mismatch]:
    known = error.kind.options
    if not isinstance(value, str) or is_expression(value) or not _JUDGED.isdisjoint(place):
        return
    if value.strip().casefold() not in {one.strip().casefold() for one in known}:
        guess = did_you_mean(value, known)
        message = f'"{value}" is no value of "{_key(place)}": {guess}'
        yield Mismatch(Kind.VALUE, item, message, place, None if guess.startswith("did") else Severity.WARNING)


def _schema_of(name: str, error: Any) -> dict[str, Any]:
    """The part of a class' schema that a value doesn't follow."""
    schema: Any = _data()["classes"][name]["schema"]
    for part in error.schema_path[:-1]:
        schema = schema[part]
    found: dict[str, Any] = schema
    return found


def _key(place: Path) -> str:
    return next((str(part) for part in reversed(place) if isinstance(part, str)), "")


def _stands_otherwise(holder: dict[str, Any], key: str) -> bool:
    """Whether a property is there in another letter case, or as a secret that ADF Studio has taken in already."""
    if key.casefold() in {name.casefold() for name in holder}:
        return True
    return "encryptedCredential" in holder and is_secret_property(key, "x", connection=True)


def _runs_to_anything(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("type") == _EVALUATED
    return value is None or (isinstance(value, str) and is_expression(value))


def _found(value: Any, inner: list[str], path: Path) -> Iterator[tuple[Path, Any]]:
    """The values that a path with `*` for every element leads to."""
    if not inner:
        yield path, value
    elif inner[0] == "*":
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, child in pairs:
            yield from _found(child, inner[1:], (*path, key))
    elif isinstance(value, dict) and inner[0] in value:
        yield from _found(value[inner[0]], inner[1:], (*path, inner[0]))


def _spaced(union: str) -> str:
    """`StoreReadSettings` as words."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in union).strip()


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads(files("arm.rules").joinpath("types.json").read_bytes())
    return data


@lru_cache(maxsize=1024)
def _validator(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(_data()["classes"][name]["schema"])
