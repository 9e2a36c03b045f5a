"""What the service's type definitions say of the resources: properties missing, of another type, types unknown."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from arm.rules.context import Context
from arm.rules.expression import is_expression
from arm.rules.guess import guessed
from arm.rules.item import Item
from arm.rules.rule import Path, Problem
from arm.rules.secret import is_secret_property
from arm.rules.value_type import told

# What may stand for an object of any type: it is worked out when it runs.
_EVALUATED = "Expression"
# What ADF Studio makes and publishes, and the type definitions don't list.
_UNLISTED = ("UDFLibrary", "GitHub", "EventHubs", "Airflow")
_NAMES = {"string": "text", "boolean": "true or false", "integer": "a whole number", "number": "a number"}
_NOUNS = {"array": "an array", "object": "an object", **_NAMES}


class Kind(StrEnum):
    """What can be wrong."""

    REQUIRED = "required"
    TYPE = "type"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that differs from the definitions; for an absent property `path` is that of the property."""

    kind: Kind
    item: Item
    message: str
    path: Path

    @property
    def problem(self) -> Problem:
        """The mismatch as a rule yields it."""
        return self.item.problem(self.message, self.path)


def mismatches(context: Context, kind: Kind) -> list[Mismatch]:
    """Everything of one kind, in all resources; what is inactive is left out."""
    found = context.cached("schema", lambda: [one for item in context.items for one in _of(item)])
    return [one for one in found if one.kind is kind]


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
    known: dict[str, str] = _data()["unions"][union]
    type = value.get("type")
    if type is None:
        yield Mismatch(Kind.REQUIRED, item, 'there is no "type"', (*path, "type"))
    elif not isinstance(type, str):
        yield Mismatch(Kind.TYPE, item, f'"type" is {told(type)}, not text', (*path, "type"))
    elif type in known:
        yield from _object(item, known[type], value, path)
    elif type not in (_EVALUATED, *_UNLISTED) and not is_expression(type):
        message = guessed(f'"{type}" is no type of {_spaced(union)}', type, known)
        yield Mismatch(Kind.UNKNOWN, item, message, (*path, "type"))


def _object(item: Item, name: str, value: dict[str, Any], path: Path) -> Iterator[Mismatch]:
    """What is wrong with a value of one class, and with the values of other classes in it."""
    for error in _validator(name).iter_errors(value):
        yield from _mismatch(item, error, value, path)
    for inner, union in _data()["classes"][name]["inside"]:
        for place, child in _found(value, inner, path):
            yield from _member(item, union, child, place)


def _mismatch(item: Item, error: Any, value: Any, path: Path) -> Iterator[Mismatch]:
    place = tuple(error.instance_path)
    kind = error.kind.name
    if kind == "required":
        key = error.kind.property
        holder = value
        for part in place:
            holder = holder[part]
        if not _stands_otherwise(holder, key) and (key != "type" or place):
            yield Mismatch(Kind.REQUIRED, item, f'there is no "{key}"', (*path, *place, key))
    elif kind == "type":
        for part in place:
            value = value[part]
        if not _runs_to_anything(value):
            wanted = " or ".join(_NOUNS[one] for one in error.kind.types)
            key = next((str(part) for part in reversed((*path, *place)) if isinstance(part, str)), "")
            yield Mismatch(Kind.TYPE, item, f'"{key}" is {told(value)}, not {wanted}', (*path, *place))


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
    text = files("arm.rules").joinpath("types.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@lru_cache(maxsize=1024)
def _validator(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(_data()["classes"][name]["schema"])
