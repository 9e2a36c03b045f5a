"""The parameter budget: how many of Resource Manager's 256 parameters each entry of a definition costs.

https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from arm import jsontext, pointers
from arm.factory.kinds import ARM_FACTORY
from arm.template.definition import Definition, compile_definition
from arm.template.export import Export, export_factory
from arm.template.narrowing import narrowed, use_of
from arm.template.parameters import Parameter

LIMIT = 256
FACTORY_NAME = "factory name"
SECRETS = "linked service secret"


@dataclass(frozen=True)
class Cost:
    """An entry of the definition, and the parameters it costs.

    `name` is its way without Azure's prefix (`linkedServices/*/properties/typeProperties/domain`), or says that no
    entry is behind it; `pointer` and `leaf` are then "". `file` and `line` are "" and 0 for default rules.
    `needed` are those of `parameters` that an environment overrides, and secure ones: without a parameter a secret
    would stand in the template. `narrow` are the ways that would do instead of one with `*`, and `saves` how many
    parameters fewer there would be: all of them for an entry that nothing needs, which then has no `narrow`.
    """

    name: str
    pointer: str
    leaf: str
    file: str
    line: int
    count: int
    parameters: tuple[str, ...]
    needed: tuple[str, ...]
    saves: int = 0
    narrow: tuple[str, ...] = ()


@dataclass(frozen=True)
class Budget:
    """What a template's parameters are spent on, the dearest entry first.

    `total` counts the template's parameters, `linked` those of the master of its linked templates. `smallest` is a
    definition that makes every parameter that is needed, and `at_least` how many parameters a template exported
    with it has; `without_idle` how many are left if only the entries go that nothing needs. `rules` names the
    definition file, or the generation of the default rules. Without environments to compare with (`compared` is
    false) all parameters are needed.
    """

    total: int
    linked: int
    limit: int
    rules: str
    entries: tuple[Cost, ...]
    without_idle: int
    at_least: int
    compared: bool
    smallest: dict[str, Any]


def budget(export: Export, overridden: Collection[str] | None) -> Budget:
    """The budget of an export, `overridden` being the parameters that environments give a value; None without any.

    What could be saved is measured: the factory is exported once more with the smallest definition.
    """
    origins, definition = export.origins, export.definition
    needed = {name for name, made in origins.items() if overridden is None or name in overridden or made.is_secure}
    wanted = [origins[name] for name in origins if name in needed]
    smallest = narrowed(definition.document, wanted, export.factory)
    left = export_factory(export.factory, _of(smallest, definition))
    entries = [_could_save(entry, export, left.origins) for entry in _entries(export, needed)]
    idle = sum(entry.saves for entry in entries if not entry.needed)
    total = len(export.template["parameters"])
    return Budget(
        total=total,
        linked=len(export.linked["ArmTemplate_master.json"]["parameters"]),
        limit=LIMIT,
        rules=definition.origin,
        entries=tuple(sorted(entries, key=lambda entry: (-entry.count, entry.name))),
        without_idle=total - idle,
        at_least=len(left.template["parameters"]),
        compared=overridden is not None,
        smallest=smallest,
    )


def _of(document: dict[str, Any], like: Definition) -> Definition:
    compiled = compile_definition(document, "smallest definition")
    return replace(compiled, keeps_connection_strings=like.keeps_connection_strings)


def _entries(export: Export, needed: Collection[str]) -> Iterator[Cost]:
    """One entry for each leaf that makes parameters; and those for the factory's name and for secrets."""
    made: dict[str, list[str]] = {}
    for name, parameter in export.origins.items():
        made.setdefault(parameter.origin.definition, []).append(name)
    file = export.definition.file
    lines = jsontext.locate_all(jsontext.read_text(file)) if file else {}
    yield Cost(FACTORY_NAME, "", "", "", 0, 1, ("factoryName",), ("factoryName",))
    for pointer, names in made.items():
        yield Cost(
            name=entry_name(pointer),
            pointer=pointer,
            leaf=str(pointers.resolve(export.definition.document, pointer)) if pointer else "",
            file=file.as_posix() if file and pointer else "",
            line=lines.get(pointer, (0, 0))[0],
            count=len(names),
            parameters=tuple(names),
            needed=tuple(name for name in names if name in needed),
        )


def entry_name(pointer: str) -> str:
    """An entry's way without Azure's prefix, or what makes a parameter without an entry."""
    return _shown(tuple(pointers.split(pointer))) if pointer else SECRETS


def _shown(way: tuple[str, ...]) -> str:
    section = way[0].removeprefix(ARM_FACTORY).strip("/") or "factory"
    return "/".join((section, *way[1:]))


def _could_save(entry: Cost, export: Export, left: dict[str, Parameter]) -> Cost:
    """The entry with what the smallest definition saves of it."""
    saves = sum(name not in left for name in entry.parameters if entry.pointer)
    if not saves or not entry.needed:
        return replace(entry, saves=saves)
    types = {str(resource.file): str(resource.properties.get("type", "")) for resource in export.factory.resources}
    used = (export.origins[name] for name in entry.needed)
    ways = {_shown(use_of(parameter, types.get(parameter.origin.file, ""))[1]) for parameter in used}
    return replace(entry, saves=saves, narrow=tuple(sorted(ways)))
