"""`invoke explain`: where a parameter comes from and what it is in each environment; or what all of them cost."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from arm import jsontext, pointers
from arm.commands.export import exported
from arm.commands.values import Value, cached_places, default_of, key_of, value_of, written_environments
from arm.errors import UsageError
from arm.events import Notify, ignore, step
from arm.settings import Environment, Settings
from arm.template import Export, Parameter
from arm.template.budget import FACTORY_NAME, Budget, Cost, budget, entry_name

__all__ = ["Budget", "Cost", "Entry", "Explanation", "Source", "explain", "run", "spent"]

_NEAREST = 5


@dataclass(frozen=True)
class Source:
    """The place of a value in a source; line and column count from 1.

    `written` is false for a value that Publish adds, such as a secret that ADF Studio holds: then the place is that
    of the nearest object around it.
    """

    file: str
    line: int
    column: int
    pointer: str
    resource: str
    written: bool


@dataclass(frozen=True)
class Entry:
    """What makes a parameter: `name` tells the entry's way or what stands in for one, `rules` the file it is in.

    `rules` is the definition file, or the generation of the default rules; `line` counts from 1, 0 where there is
    none. `leaf` is the entry's text, "" without an entry.
    """

    name: str
    rules: str
    line: int
    leaf: str


@dataclass(frozen=True)
class Explanation:
    """A parameter: its source (None for the factory's name), its entry, and its value in each environment.

    `default` is of kind missing where it has none, hidden where it is secure.
    """

    name: str
    type: str
    secure: bool
    source: Source | None
    entry: Entry
    default: Value
    environments: Mapping[str, Value]


def run(
    settings: Settings,
    parameter: str | None,
    *,
    source: Path | None = None,
    factory: str | None = None,
    notify: Notify = ignore,
) -> Explanation | Budget:
    """The explanation of a template parameter or, without a name, the budget of all parameters.

    Sources elsewhere than `settings.source` go without environments, which belong to the repository's own.
    UsageError with the nearest names for a parameter that the template doesn't declare.
    """
    own = source is None or source.resolve() == settings.source.resolve()
    name = factory or (settings.factory if own else None)
    with step(notify, "export", str(source or settings.source)):
        export, _ = exported(source or settings.source, name, settings.default_rules)
    environments = written_environments(settings) if own else []
    with step(notify, "explain", parameter or "all parameters"):
        return explain(export, parameter, environments) if parameter else spent(export, environments)


def spent(export: Export, environments: Collection[Environment]) -> Budget:
    """The budget of an export, by what these environments override; without any, all parameters are needed."""
    overridden = {name for environment in environments for name in environment.parameters}
    return budget(export, overridden if environments else None)


def explain(export: Export, name: str, environments: Iterable[Environment]) -> Explanation:
    """What is known of a parameter. UsageError with the nearest names if there is no such one."""
    declared: dict[str, dict[str, Any]] = export.template["parameters"]
    if name not in declared:
        raise UsageError(f'the template declares no parameter "{name}"', hint=_nearest(name, list(declared)))
    places = cached_places()
    origin = export.origins.get(name)
    secure = origin is not None and origin.is_secure
    key = key_of(origin.origin.pointer) if origin is not None else ""
    return Explanation(
        name=name,
        type=str(declared[name]["type"]),
        secure=secure,
        source=_source(origin, export) if origin is not None and origin.origin.file else None,
        entry=_entry(origin, export) if origin is not None else Entry(FACTORY_NAME, "", 0, ""),
        default=default_of(declared[name], key),
        environments={each.name: value_of(name, declared[name], each, places, key) for each in environments},
    )


def _source(parameter: Parameter, export: Export) -> Source:
    """Where the value stands, or what would hold it if it were written."""
    file, pointer = parameter.origin.file, parameter.origin.pointer
    places = jsontext.locate_all(jsontext.read_text(Path(file)))
    around = pointer
    while around not in places:
        around = pointers.join(pointers.split(around)[:-1])
    keys = {str(resource.file): resource.key for resource in export.factory.resources}
    written = around in (pointer, pointer.removesuffix("/value"))  # Publish writes secrets as {"type", "value"}
    shown_file = Path(file).as_posix()
    return Source(shown_file, *places[around], pointer, keys.get(file, "factory"), written)


def _entry(parameter: Parameter, export: Export) -> Entry:
    definition, pointer = export.definition, parameter.origin.definition
    if not pointer:
        return Entry(entry_name(pointer), "", 0, "")
    leaf = str(pointers.resolve(definition.document, pointer))
    entry = Entry(entry_name(pointer), definition.origin, 0, leaf)
    if definition.file is None:
        return entry
    return replace(entry, rules=definition.file.as_posix(), line=jsontext.locate_in(definition.file, pointer)[0])


def _nearest(name: str, declared: list[str]) -> str:
    """The names that hold what was asked for, or the most similar ones."""
    folded = {known.casefold(): known for known in declared}
    within = sorted((known for low, known in folded.items() if name.casefold() in low), key=len)
    near = [folded[low] for low in difflib.get_close_matches(name.casefold(), folded, _NEAREST, 0.6)]
    found = list(dict.fromkeys([*within, *near]))[:_NEAREST]
    if not found:
        return "invoke matrix lists them"
    return f"did you mean {' or '.join(found)}?" if len(found) < 3 else f"the nearest: {', '.join(found)}"
