"""How an export compares with what was published: levels from parameters to bytes, and every difference."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arm import jsontext, pointers
from arm.errors import SourceError
from arm.template.patches import resource_key
from arm.template.writing import PARAMETERS, TEMPLATE

LEVELS = ("parameters", "resources", "document", "bytes", "values", "linked", "globals", "complete")
"""`parameters` and `resources` of the template in any order; `document`, all order included; its `bytes`; `values`,
the parameter file; `linked` templates; `globals`, the file of global parameters; `complete`, the same files and no
others.
"""
MISSING = object()
"""What a side has where it has nothing."""
_A_FILE = "a file"


@dataclass(frozen=True)
class Difference:
    """One place where the export (`made`) and the publish (`wanted`) differ; a side with nothing there is MISSING.

    `resource` is `<type>/<name>` for places in a resource of the template, and `path` leads on from it; else `path`
    is that in the file, empty where the whole file is missing.
    """

    file: str
    resource: str
    path: tuple[str, ...]
    made: Any
    wanted: Any

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer."""
        return pointers.join(self.path)


@dataclass
class Score:
    """Which levels were reached (None: the publish has nothing to compare), and what differs.

    `template` are the differences in ARMTemplateForFactory.json but for order, `others` those in the other files;
    `only_line_ends` tells that the published template has other line ends, and the same bytes but for them.
    """

    levels: dict[str, bool | None] = field(default_factory=dict)
    template: list[Difference] = field(default_factory=list)
    others: list[Difference] = field(default_factory=list)
    only_line_ends: bool = False


def score(made: Path, wanted: Path) -> Score:
    """Compare the folder `made` with the published folder `wanted`; only JSON files of the latter count.

    SourceError or UsageError if a published file can't be read.
    """
    template, published = jsontext.read(made / TEMPLATE), read_template(wanted / TEMPLATE)
    parameters = [
        Difference(TEMPLATE, "", ("parameters", *path), *sides)
        for path, *sides in differing(template["parameters"], published["parameters"])
    ]
    resources = list(_resource_differences(template, published))
    theirs = {path.relative_to(wanted).as_posix() for path in wanted.rglob("*.json")}
    mine = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    unequal = {name: list(_file_differences(made, wanted, name)) for name in sorted(theirs - {TEMPLATE})}
    linked, globals_ = (_folder(unequal, folder) for folder in ("linkedTemplates/", "globalParameters/"))
    whole = linked is not None and globals_ is not None
    extra = [Difference(name, "", (), _A_FILE, MISSING) for name in sorted(mine - theirs)] if whole else []
    others = [difference for found in unequal.values() for difference in found]
    mine_bytes, their_bytes = (made / TEMPLATE).read_bytes(), (wanted / TEMPLATE).read_bytes()
    levels = {
        "parameters": not parameters,
        "resources": not resources,
        "document": ordered(template) == ordered(published),
        "bytes": mine_bytes == their_bytes,
        "values": not unequal[PARAMETERS] if PARAMETERS in unequal else None,
        "linked": linked,
        "globals": globals_,
        "complete": mine == theirs if whole else None,
    }
    only_line_ends = mine_bytes != their_bytes and mine_bytes == their_bytes.replace(b"\r\n", b"\n")
    return Score(levels, parameters + resources, others + extra, only_line_ends)


def read_template(file: Path) -> dict[str, Any]:
    """The template in a published file. SourceError if that is none, UsageError if it can't be read."""
    document = jsontext.read(file)
    found = document if isinstance(document, dict) else {}
    resources = found.get("resources")
    named = isinstance(resources, list) and all(
        isinstance(r, dict) and "type" in r and "name" in r for r in resources
    )
    if not named or not isinstance(found.get("parameters"), dict):
        raise SourceError("not an ARM template", file, 1, 1)
    return found


def _resource_differences(made: dict[str, Any], wanted: dict[str, Any]) -> Iterator[Difference]:
    mine, theirs = keyed(made), keyed(wanted)
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        for path, *sides in differing(mine.get(key, MISSING), theirs.get(key, MISSING)):
            yield Difference(TEMPLATE, key, path, *sides)


def _folder(unequal: dict[str, list[Difference]], folder: str) -> bool | None:
    """Whether the files of a folder are equal, None if there are none."""
    found = [differences for name, differences in unequal.items() if name.startswith(folder)]
    return not any(found) if found else None


def _file_differences(made: Path, wanted: Path, name: str) -> Iterator[Difference]:
    if not (made / name).exists():
        yield Difference(name, "", (), MISSING, _A_FILE)
        return
    for path, *sides in differing(jsontext.read(made / name), jsontext.read(wanted / name)):
        yield Difference(name, "", path, *sides)


def ordered(value: Any) -> Any:
    """The value with every object as a list of pairs, so that the order of keys counts."""
    if isinstance(value, dict):
        return [(key, ordered(item)) for key, item in value.items()]
    return [ordered(item) for item in value] if isinstance(value, list) else value


def keyed(template: dict[str, Any]) -> dict[str, Any]:
    """The resources by `<type>/<name>`, the order of their dependsOn left out of account."""
    return {
        resource_key(resource): {**resource, "dependsOn": sorted(resource.get("dependsOn", []))}
        for resource in template["resources"]
    }


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
