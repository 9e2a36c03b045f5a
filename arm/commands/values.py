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

from arm import jsontext
from arm.rules.secret import secret_in
from arm.settings import Environment, Override, Settings, environments, load_environment
from arm.settings.variables import AS_WRITTEN, is_variable, names_in
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


def value_of(name: str, declaration: Mapping[str, Any], environment: Environment, places: Places) -> Value:
    """A parameter's value in an environment; `declaration` is the template's, {} for one it doesn't declare."""
    override = environment.parameters.get(name)
    if override is not None:
        return _overridden(override, is_secure(declaration), places)
    if name == "factoryName":
        return shown(environment.target.factory_name, "target.factoryName")
    if not declaration:
        return Value(Kind.ABSENT)
    if is_secure(declaration):
        return Value(Kind.GENERATED, origin="generated") if environment.target.is_local else Value(Kind.MISSING)
    if "defaultValue" in declaration:
        return shown(declaration["defaultValue"], "template")
    return Value(Kind.MISSING)


def _overridden(override: Override, secure: bool, places: Places) -> Value:
    line = places(override.origin).get(override.pointer, (0, 0))[0]
    if override.reference is not None:
        reference = override.reference["reference"]
        return Value(Kind.REFERENCE, reference, override.origin, line, tuple(sorted(names_in(reference))))
    if secure and not is_variable(override.value):
        return Value(Kind.HIDDEN, None, override.origin, line)
    return shown(override.value, override.origin, line)


def shown(value: Any, origin: str, line: int = 0) -> Value:
    """A value that isn't declared a secret: shown, unless it holds one all the same."""
    if _holds_secret(value):
        return Value(Kind.HIDDEN, None, origin, line)
    return Value(Kind.VALUE, value, origin, line, tuple(sorted(names_in(value))))


def _holds_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_secret(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_holds_secret(inner) for inner in value)
    return isinstance(value, str) and bool(secret_in(value))
