"""The rows of a matrix: target and other settings, parameters, triggers and patches of each environment."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from arm import pointers
from arm.commands.values import Kind, Places, Value, key_of, shown, value_of
from arm.factory import Factory
from arm.settings import Environment, Patch
from arm.settings.target import DEFAULTS
from arm.template import Export

UNDECLARED = "not a parameter of the template"
_ORDER = (
    "kind", "subscriptionId", "resourceGroup", "factoryName", "location", "databricks.host", "databricks.clusterId",
)  # fmt: skip
_DROPPED = ("properties_typeProperties_", "properties_globalParameters_", "properties_")


class Mark(StrEnum):
    """How the values of a row compare: as written, and `may differ` where equal ones take variables."""

    DIFFERS = "differs"
    MAY_DIFFER = "may differ"
    SAME = "same"


@dataclass(frozen=True)
class Row:
    """One thing that environments may say in their own way, by environment.

    `section` is target, parameters, triggers, patches, run or check. A parameter's `group` is the resource it
    belongs to, and `label` what is left of its name then; for others they may be empty. `odd` are the environments
    that differ from what most have; `note` says what is wrong with the whole row.
    """

    section: str
    name: str
    values: Mapping[str, Value]
    group: str = ""
    label: str = ""
    type: str = ""
    note: str = ""
    mark: Mark = field(init=False)
    odd: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        mark, odd = _compared(self.values)
        object.__setattr__(self, "mark", mark)
        object.__setattr__(self, "odd", odd)


def _compared(values: Mapping[str, Value]) -> tuple[Mark, tuple[str, ...]]:
    """How the values compare, and the environments that differ from what most have."""
    written = {name: _comparable(value) for name, value in values.items()}
    text, count = Counter(written.values()).most_common(1)[0]
    if count == len(written):
        takes = any(value.variables for value in values.values())
        return (Mark.MAY_DIFFER if takes and len(values) > 1 else Mark.SAME), ()
    is_usual = 2 * count > len(written)
    return Mark.DIFFERS, tuple(name for name, other in written.items() if is_usual and other != text)


def _comparable(value: Value) -> str:
    return f"{value.kind} {json.dumps(value.value, sort_keys=True)}"


def setting_rows(section: str, environments: Sequence[Environment], places: Places) -> Iterator[Row]:
    """A row for each setting of `target`, `run` or `check` that an environment has; named with dots."""
    settings = {each.name: dict(_flat(each.merged.get(section, {}), ())) for each in environments}
    known = {tuple(name.split(".")): None for name in _ORDER}
    for path in dict.fromkeys([*known, *(path for found in settings.values() for path in found)]):
        if not any(path in found for found in settings.values()):
            continue
        name = ".".join(path)
        default = DEFAULTS.get(name, "") if section == "target" else ""
        values = {
            each.name: _setting(settings[each.name], path, each, section, places, default) for each in environments
        }
        yield Row(section, name, values)


def _setting(
    found: Mapping[tuple[str, ...], Any],
    path: tuple[str, ...],
    environment: Environment,
    section: str,
    places: Places,
    default: str,
) -> Value:
    if path in found:
        return shown(found[path], *_written(environment, pointers.join([section, *path]), places), path[-1])
    return shown(default, "default") if default else Value(Kind.ABSENT)


def _flat(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict) and (value or not path):
        for key, inner in value.items():
            yield from _flat(inner, (*path, key))
    else:
        yield path, value


def _written(environment: Environment, pointer: str, places: Places) -> tuple[str, int]:
    """The file that says it, the nearest one to the environment, and the line."""
    for file in reversed(environment.files):
        place = places(str(file)).get(pointer)
        if place is not None:
            return file.as_posix(), place[0]
    return "", 0


def parameter_rows(export: Export, environments: Sequence[Environment], places: Places) -> Iterator[Row]:
    """A row for each parameter of the template, and for each that only an environment knows."""
    declared: dict[str, dict[str, Any]] = export.template["parameters"]
    keys = {str(resource.file): (resource.key, resource.name) for resource in export.factory.resources}
    rows = []
    for name, declaration in declared.items():
        origin = export.origins.get(name)
        group, resource = keys.get(origin.origin.file, ("factory", "")) if origin else ("factory", "")
        key = key_of(origin.origin.pointer) if origin else ""
        values = {each.name: value_of(name, declaration, each, places, key) for each in environments}
        label, type = _label(name, resource), str(declaration["type"])
        rows.append(Row("parameters", name, values, group=group, label=label, type=type))
    labels = Counter((row.group, row.label) for row in rows)
    groups = list(dict.fromkeys(row.group for row in rows))
    for row in sorted(rows, key=lambda row: groups.index(row.group)):
        yield row if labels[row.group, row.label] == 1 else replace(row, label=row.name)
    for name in dict.fromkeys(name for each in environments for name in each.parameters if name not in declared):
        values = {each.name: value_of(name, {}, each, places) for each in environments}
        yield Row("parameters", name, values, group=UNDECLARED, note=UNDECLARED)


def _label(name: str, resource: str) -> str:
    """What is left of a parameter's name where its resource is told."""
    starts = (resource,) if resource else ("dataFactory", "default")
    for start in starts:
        rest = name.removeprefix(f"{start}_")
        if rest != name:
            dropped = next((part for part in _DROPPED if rest.startswith(part) and rest != part), "")
            label = rest.removeprefix(dropped)
            return label if resource or "_properties_" not in name else label.removesuffix("_value")
    return name


def trigger_rows(factory: Factory, environments: Sequence[Environment], places: Places) -> Iterator[Row]:
    """A row for each trigger: the state it shall have after a deployment."""
    known = [resource.name for resource in factory.resources if resource.type == "triggers"]
    for name in dict.fromkeys([*known, *(name for each in environments for name in each.triggers)]):
        pointer = pointers.join(["triggers", name])
        values = {
            each.name: shown(each.triggers[name], *_written(each, pointer, places))
            if name in each.triggers
            else shown("keep", "default")
            for each in environments
        }
        yield Row("triggers", name, values, label=name, note="" if name in known else "not a trigger of the factory")


def patch_rows(environments: Sequence[Environment], places: Places) -> Iterator[Row]:
    """A row for each place that an environment patches, with what is done there in order."""
    done = {each.name: _operations(each.patches, places) for each in environments}
    for resource, path in dict.fromkeys(place for found in done.values() for place in found):
        values = {name: found.get((resource, path), Value(Kind.ABSENT)) for name, found in done.items()}
        yield Row("patches", f"{resource} {path}", values, group=resource, label=path or "/")


def _operations(patches: Sequence[Patch], places: Places) -> dict[tuple[str, str], Value]:
    found: dict[tuple[str, str], Value] = {}
    for patch in patches:
        for index, operation in enumerate(patch.operations):
            place = (patch.resource, str(operation["path"]))
            line = places(patch.origin).get(f"{patch.pointer}/operations/{index}", (0, 0))[0]
            value = _operation(operation, patch.origin, line)
            found[place] = _then(found[place], value) if place in found else value
    return found


def _operation(operation: Mapping[str, Any], origin: str, line: int) -> Value:
    """What an operation does, in words such as `replace 2`."""
    told = shown(operation.get("value"), origin, line, key_of(str(operation["path"])))
    if told.kind is not Kind.VALUE:
        return told
    detail = f" from {operation['from']}" if "from" in operation else ""
    if "value" in operation:
        detail = f" {json.dumps(operation['value'], ensure_ascii=False)}"
    return replace(told, value=f"{operation['op']}{detail}")


def _then(first: Value, second: Value) -> Value:
    """Two operations on the same place as one value, at the place of the second."""
    if Kind.HIDDEN in (first.kind, second.kind):
        return replace(second, kind=Kind.HIDDEN, value=None)
    variables = tuple(sorted({*first.variables, *second.variables}))
    return replace(second, value=f"{first.value}, then {second.value}", variables=variables)
