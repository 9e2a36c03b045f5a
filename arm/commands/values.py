"""The value of a parameter in an environment, to be looked at: as it is written, secrets not shown.

A deployment takes the value by the same precedence (`arm.commands.patch`), but fills variables in and refuses what
is missing. Here every `${NAME}` stays: each stage has variables of its own, and none of their values is shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from arm import jsontext, pointers
from arm.rules.secret import is_literal, is_secret_property, named_like_a_secret, secret_in
from arm.settings import Environment, Override, Settings, environments, load_environment
from arm.settings.variables import AS_WRITTEN, is_variable, names_in
from arm.template.escaping import unescaped
from arm.template.values import is_secure

_USUAL_START = ("local", "dev", "develop", "development", "test", "qa")
_USUAL_END = ("uat", "staging", "stage", "preprod", "prod", "prd", "production")


class Kind(StrEnum):
    """What a value is: to be shown, a Key Vault reference, a secret that isn't shown, or none at all."""

    VALUE = "value"
    REFERENCE = "reference"
    HIDDEN = "hidden"
    GENERATED = "generated"
    MISSING = "missing"
    ABSENT = "absent"


@dataclass(frozen=True)
class Value:
    """A value as an environment has it.

    `value` is any JSON value, None for what isn't shown; of a Key Vault reference the inside of `reference`.
    `origin` is `template`, the file it is written in, `generated` (a secret, by Local Azure) or `default`; `line`
    counts from 1, 0 where there is none. `variables` are the names of those that the value takes.
    """

    kind: Kind
    value: Any = None
    origin: str = ""
    line: int = 0
    variables: tuple[str, ...] = ()


Places = Callable[[str], Mapping[str, tuple[int, int]]]
"""Line and column of every value of a file, by JSON Pointer."""


def cached_places() -> Places:
    """The places in files, each file read once."""

    @cache
    def places(file: str) -> Mapping[str, tuple[int, int]]:
        return jsontext.locate_all(jsontext.read_text(Path(file)))

    return places


def written_environments(settings: Settings, names: tuple[str, ...] = ()) -> list[Environment]:
    """The environments as they are written, all or those called so, from local and development to production.

    UsageError for one that there isn't, SourceError where a file doesn't fit the schema.
    """
    wanted = dict.fromkeys(names or sorted(environments(settings), key=_usual_place))
    return [load_environment(settings, name, AS_WRITTEN) for name in wanted]


def _usual_place(name: str) -> tuple[int, str]:
    if name in _USUAL_START:
        return _USUAL_START.index(name) - len(_USUAL_START), ""
    return (_USUAL_END.index(name) + 1, "") if name in _USUAL_END else (0, name)


def value_of(
    name: str, declaration: Mapping[str, Any], environment: Environment, places: Places, key: str = ""
) -> Value:
    """A parameter's value in an environment; `declaration` is the template's, {} for one it doesn't declare.

    `key` is the property that the parameter is for: what stands for a password isn't shown, whatever its type.
    """
    override = environment.parameters.get(name)
    if override is not None:
        return _overridden(override, is_secure(declaration), places, key)
    if name == "factoryName":
        return shown(environment.target.factory_name, "target.factoryName")
    if not declaration:
        return Value(Kind.ABSENT)
    if is_secure(declaration):
        return Value(Kind.GENERATED, origin="generated") if environment.target.is_local else Value(Kind.MISSING)
    return default_of(declaration, key)


def default_of(declaration: Mapping[str, Any], key: str = "") -> Value:
    """The default that a template declares, read as Resource Manager would; missing if it declares none."""
    if "defaultValue" not in declaration:
        return Value(Kind.MISSING)
    if is_secure(declaration):
        return Value(Kind.HIDDEN, origin="template")
    return shown(unescaped(declaration["defaultValue"]), "template", key=key)


def _overridden(override: Override, secure: bool, places: Places, key: str) -> Value:
    line = places(override.origin).get(override.pointer, (0, 0))[0]
    if override.reference is not None:
        reference = override.reference["reference"]
        return Value(Kind.REFERENCE, reference, override.origin, line, tuple(sorted(names_in(reference))))
    if secure and not is_variable(override.value):
        return Value(Kind.HIDDEN, None, override.origin, line)
    return shown(override.value, override.origin, line, key)


def key_of(pointer: str) -> str:
    """The property that a pointer into a source is for; an Expression's or SecureString's own, not its `value`."""
    parts = pointers.split(pointer)
    return next((part for part in reversed(parts) if part != "value"), "")


def shown(value: Any, origin: str, line: int = 0, key: str = "") -> Value:
    """A value that isn't declared a secret: shown, unless it holds one all the same."""
    if _holds_secret(value, key):
        return Value(Kind.HIDDEN, None, origin, line)
    return Value(Kind.VALUE, value, origin, line, tuple(sorted(names_in(value))))


def _holds_secret(value: Any, key: str) -> bool:
    if isinstance(value, dict):
        return any(_holds_secret(inner, name) for name, inner in value.items())
    if isinstance(value, list):
        return any(_holds_secret(inner, key) for inner in value)
    if not isinstance(value, str) or is_variable(value):
        return False
    named = is_secret_property(key, value, connection=False) or named_like_a_secret(key)
    return bool(secret_in(value)) or (named and is_literal(value))
