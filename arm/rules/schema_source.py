"""The service's own type definitions as data: what azure-mgmt-datafactory's TypedDicts say, as JSON Schemas.

`python -m arm.rules.schema_source` writes the result to types.json beside this file; a test compares the two. The
file is kept in the repository because importing the SDK takes longer than a whole validation.
"""

import json
import re
import typing
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

import typing_extensions

FILE = Path(__file__).with_name("types.json")

# The schema of `properties` of a resource: a union of types told apart by `type`, or one type.
ROOTS = {
    "pipelines": "Pipeline",
    "datasets": "Dataset",
    "linkedServices": "LinkedService",
    "triggers": "Trigger",
    "integrationRuntimes": "IntegrationRuntime",
    "dataflows": "DataFlow",
    "credentials": "Credential",
    "managedPrivateEndpoints": "ManagedPrivateEndpoint",
}
_PRIMITIVES = {str: "string", bool: "boolean", int: "integer", float: "number"}
# What the documentation of a property says where its type is Any, because an expression may stand there.
_DOCUMENTED = re.compile(
    r"\bType: (string|boolean|integer|array)\b(?! of)(?! SecureString|, SecureString|, or Secure)", re.I
)

Json = dict[str, Any]
Path_ = list[str]


def derive() -> Json:
    """`unions` (name → `type` → class), `classes` (name → `schema`, and `inside`: where in it which union stands)."""
    import azure.mgmt.datafactory.models as models
    import azure.mgmt.datafactory.types as types

    deriver = _Deriver(types, models)
    for root in ROOTS.values():
        deriver.root(root)
    return {
        "roots": ROOTS,
        "unions": dict(sorted(deriver.unions.items())),
        "classes": dict(sorted(deriver.classes.items())),
    }


class _Deriver:
    """Follows the types from the roots; a class reached through a union has a schema of its own."""

    def __init__(self, types: ModuleType, models: ModuleType) -> None:
        self.types = types
        self.names = {**vars(models), **vars(types)}
        self.aliases = {
            frozenset(typing.get_args(value)): name
            for name, value in vars(types).items()
            if not name.startswith("_") and typing.get_origin(value) is typing.Union
        }
        self.unions: dict[str, dict[str, str]] = {}
        self.classes: dict[str, Json] = {}

    def root(self, name: str) -> None:
        """Take in a union or a class by name."""
        found = getattr(self.types, name)
        if typing.get_origin(found) is typing.Union:
            self._union(found)
        else:
            self._class(found)

    def _class(self, found: type) -> None:
        if found.__name__ in self.classes:
            return
        inside: list[tuple[Path_, str]] = []
        self.classes[found.__name__] = {}
        schema = self._object(found, [], inside, (found,))
        self.classes[found.__name__] = {"schema": schema, "inside": inside}

    def _union(self, found: Any) -> str:
        """The name of a union whose classes are told apart by `type`; "" for any other."""
        members = [one for one in typing.get_args(found) if typing_extensions.is_typeddict(one)]
        types = {one: self._type(one) for one in members}
        if len(members) != len(typing.get_args(found)) or not all(types.values()):
            return ""
        name = self.aliases.get(frozenset(members)) or "Or".join(one.__name__ for one in members)
        if name not in self.unions:
            self.unions[name] = {types[one]: one.__name__ for one in members}
            for one in members:
                self._class(one)
        return name

    def _type(self, found: type) -> str:
        """The value of `type` that tells a class apart, "" if it has none."""
        hint = _stripped(self._hints(found).get("type"))[0]
        values = typing.get_args(hint) if typing.get_origin(hint) is typing.Literal else ()
        value = values[0] if values else ""
        return str(value.value) if isinstance(value, Enum) else str(value)

    def _hints(self, found: type) -> dict[str, Any]:
        return typing.get_type_hints(found, globalns=self.names, include_extras=True)

    def _object(self, found: type, path: Path_, inside: list[tuple[Path_, str]], around: tuple[type, ...]) -> Json:
        properties, required = {}, []
        documented = _documented(found)
        for key, hint in self._hints(found).items():
            bare, needed = _stripped(hint)
            if needed:
                required.append(key)
            schema = self._schema(bare, [*path, key], inside, around)
            if key == "type":
                schema.pop("enum", None)
            properties[key] = schema or documented.get(key.casefold(), {})
        return {
            "type": "object",
            **({"required": required} if required else {}),
            **({"properties": properties} if properties else {}),
            "additionalProperties": False,
        }

    def _schema(self, hint: Any, path: Path_, inside: list[tuple[Path_, str]], around: tuple[type, ...]) -> Json:
        """The schema of a value; {} takes anything, as the types do wherever an expression may stand."""
        if hint in _PRIMITIVES:
            return {"type": _PRIMITIVES[hint]}
        if typing_extensions.is_typeddict(hint):
            if hint in around:
                return {"type": "object"}  # a type within itself: its inside is not followed further
            return self._object(hint, path, inside, (*around, hint))
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is list:
            items = self._schema(arguments[0], [*path, "*"], inside, around)
            return {"type": "array", **({"items": items} if items else {})}
        if origin is dict:
            values = self._schema(arguments[1], [*path, "*"], inside, around)
            return {"type": "object", **({"additionalProperties": values} if values else {})}
        if origin is typing.Union and (name := self._union(hint)):
            inside.append((path, name))
            return {"type": "object"}
        return self._text(arguments) if origin is typing.Union and str in arguments else {}

    @staticmethod
    def _text(arguments: tuple[Any, ...]) -> Json:
        """Text, one of the values of an enumeration where the types name one."""
        known = [one for one in arguments if isinstance(one, type) and issubclass(one, Enum)]
        return {"type": "string", **({"enum": [str(one.value) for one in known[0]]} if known else {})}


def _documented(found: type) -> dict[str, Json]:
    """What a class' documentation says of the types of its properties, by their names in lower case.

    `lenient` tells these from the types that are declared: here the service reads a number from text, too.
    """
    texts = re.split(r":ivar (\w+):", (found.__doc__ or "").replace("\n", " "))
    pairs = zip(texts[1::2], texts[2::2], strict=True)
    wanted = {name: _DOCUMENTED.search(re.sub(r"\s+", " ", text)) for name, text in pairs}
    return {
        name.replace("_", "").casefold(): {"type": match[1].lower(), "lenient": True}
        for name, match in wanted.items()
        if match
    }


def _stripped(hint: Any) -> tuple[Any, bool]:
    """A hint without Required or Optional around it, and whether it was required."""
    needed = typing.get_origin(hint) is typing.Required
    bare = typing.get_args(hint)[0] if needed else hint
    rest = [one for one in typing.get_args(bare) if one is not type(None)]
    if typing.get_origin(bare) is typing.Union and len(rest) == 1:
        bare = rest[0]
    return bare, needed


def main() -> None:
    """Write types.json."""
    FILE.write_text(text(derive()), encoding="utf-8", newline="\n")


def text(data: Json) -> str:
    """The data as the file has it: a class a line, so that a new SDK shows in a diff."""
    parts = []
    for section, entries in data.items():
        lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in entries.items())
        parts.append(f"{json.dumps(section)}: {{\n{lines}\n}}")
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    main()
