"""How an export compares with what was published: levels from parameters to bytes, and every difference."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEMPLATE = "ARMTemplateForFactory.json"
PARAMETERS = "ARMTemplateParametersForFactory.json"
LEVELS = ("parameters", "resources", "document", "bytes", "values", "linked", "globals", "complete")
MISSING = object()


@dataclass(frozen=True)
class Difference:
    """One place where the export and the publish differ; a side that has nothing there is MISSING."""

    file: str
    resource: str
    path: tuple[str, ...]
    made: Any
    wanted: Any


@dataclass
class Score:
    """Which levels were reached, and what differs: first in the template, then in the other files."""

    levels: dict[str, bool] = field(default_factory=dict)
    template: list[Difference] = field(default_factory=list)
    others: list[Difference] = field(default_factory=list)


def score(made: Path, wanted: Path) -> Score:
    """Compare the folder `made` with the published folder `wanted`."""
    result = Score()
    template, published = load(made / TEMPLATE), load(wanted / TEMPLATE)
    parameters = list(differing(template["parameters"], published["parameters"]))
    mine, theirs = keyed(template), keyed(published)
    resources = [
        Difference(TEMPLATE, key, path, *sides)
        for key in [*mine, *(key for key in theirs if key not in mine)]
        for path, *sides in differing(mine.get(key, MISSING), theirs.get(key, MISSING))
    ]
    result.template = [
        Difference(TEMPLATE, "", ("parameters", *path), *sides) for path, *sides in parameters
    ] + resources
    names = {path.relative_to(wanted).as_posix() for path in wanted.rglob("*.json")}
    others = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    unequal = {name: list(_file_differences(made, wanted, name)) for name in sorted(names) if name != TEMPLATE}
    result.others = [difference for found in unequal.values() for difference in found]
    result.levels = {
        "parameters": not parameters,
        "resources": not resources,
        "document": ordered(template) == ordered(published),
        "bytes": (made / TEMPLATE).read_bytes() == (wanted / TEMPLATE).read_bytes(),
        "values": not unequal.get(PARAMETERS),
        "linked": not any(found for name, found in unequal.items() if name.startswith("linkedTemplates/")),
        "globals": not any(found for name, found in unequal.items() if name.startswith("globalParameters/")),
        "complete": names == others,
    }
    return result


def _file_differences(made: Path, wanted: Path, name: str) -> Iterator[Difference]:
    if not (made / name).exists():
        yield Difference(name, "", (), MISSING, "a file")
        return
    for path, *sides in differing(load(made / name), load(wanted / name)):
        yield Difference(name, "", path, *sides)


def load(path: Path) -> Any:
    """The JSON document in a published file."""
    return json.loads(path.read_text(encoding="utf-8-sig"), strict=False)


def ordered(value: Any) -> Any:
    """The value with every object as a list of pairs, so that the order of keys counts."""
    if isinstance(value, dict):
        return [(key, ordered(item)) for key, item in value.items()]
    return [ordered(item) for item in value] if isinstance(value, list) else value


def keyed(template: dict[str, Any]) -> dict[str, Any]:
    """The resources by type and name, the order of their dependsOn left out of account."""
    rows = {}
    for resource in template["resources"]:
        key = f"{resource['type'].removeprefix('Microsoft.DataFactory/')} {resource['name']}"
        rows[key] = {**resource, "dependsOn": sorted(resource.get("dependsOn", []))}
    return rows


def differing(made: Any, wanted: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Where two documents differ: the path, what was made and what was wanted there."""
    if isinstance(made, dict) and isinstance(wanted, dict):
        for key in [*made, *(key for key in wanted if key not in made)]:
            yield from differing(made.get(key, MISSING), wanted.get(key, MISSING), (*path, key))
    elif isinstance(made, list) and isinstance(wanted, list) and len(made) == len(wanted):
        for index, (mine, theirs) in enumerate(zip(made, wanted, strict=True)):
            yield from differing(mine, theirs, (*path, str(index)))
    elif type(made) is not type(wanted) or made != wanted:
        yield path, made, wanted
