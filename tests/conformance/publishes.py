"""The real publishes of the reference data: each exported, scored, and its differences told by cause."""

import dataclasses
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from arm.commands.export import applied_definition
from arm.factory import Factory, load
from arm.template import Export, export_factory, write
from tests.conformance.scoring import MISSING, TEMPLATE, Difference, Score, keyed, score
from tests.conformance.scoring import load as read

NEWEST = "2024-10"
THIRD_ERA = "2023-10"


@dataclass(frozen=True)
class Publish:
    """One publish: where its source and what was published of it lie, and what the index says of it."""

    folder: Path
    id: str
    factory: str
    published: str
    custom_definition: bool
    standard_order: bool
    consistent: bool

    @cached_property
    def wanted(self) -> dict[str, Any]:
        """The published template."""
        document: dict[str, Any] = read(self.folder / "expected" / TEMPLATE)
        return document

    @cached_property
    def exported(self) -> Export:
        """The export with the default rules of its day."""
        return self.export(dated=True)

    def export(self, *, dated: bool = False, reordered: bool = False) -> Export:
        """The export of the source; with the rules of its day, or its resources in the order they were published."""
        factory = load(self.folder / "source", self.factory)
        if reordered:
            factory = in_order_of(factory, self.wanted)
        definition, _ = applied_definition(factory, self.published if dated else None)
        return export_factory(factory, definition)

    @cache  # noqa: B019  # publishes live as long as the session
    def score(self, *, dated: bool = False, reordered: bool = False) -> Score:
        """How the export compares with the publish."""
        with tempfile.TemporaryDirectory() as room:
            out = Path(room) / "out"
            write(self.export(dated=dated, reordered=reordered), out)
            return score(out, self.folder / "expected")


def publishes(reference_data: Path) -> list[Publish]:
    """All publishes of the reference data."""
    golden = reference_data / "golden"
    keys = [field.name for field in dataclasses.fields(Publish) if field.name != "folder"]
    rows = json.loads((golden / "index.json").read_text(encoding="utf-8"))
    return [Publish(golden / "pairs" / row["id"], **{key: row[key] for key in keys}) for row in rows]


def in_order_of(factory: Factory, template: dict[str, Any]) -> Factory:
    """The factory with its resources in the order in which a template has them; what it lacks comes last."""
    places = {_key(resource): index for index, resource in enumerate(template["resources"])}
    ordered = sorted(factory.resources, key=lambda resource: places.get(resource.key, len(places)))
    return dataclasses.replace(factory, resources=tuple(ordered))


def _key(resource: dict[str, Any]) -> str:
    name = resource["name"].partition(", '/")[2].removesuffix("')]").rpartition("/")[2]
    return f"{resource['type'].rpartition('/')[2]}/{name}"


ERAS = (
    (THIRD_ERA, r"/policy/cancelAfter$", "until 2023-09 a pipeline's policy had cancelAfter"),
    (THIRD_ERA, r"factories/pipelines .*properties/policy$", "until 2021-09 a pipeline had no policy of its own"),
    (
        "2024-05",
        r"/policy$|/policy/secure(Input|Output)$",
        "until 2024-04 ExecutePipeline, until 2023 SetVariable had no policy",
    ),
    (
        THIRD_ERA,
        r"/(folderPath|fileName|wildcardFileName)$",
        "until 2023-09 bare expressions in file paths were wrapped",
    ),
    (
        THIRD_ERA,
        r"/(clusterOption|newClusterInitScripts|authenticationType|authentication)$",
        "a form that wrote less then",
    ),
    (
        THIRD_ERA,
        r"typeProperties/(sinks|queries)$|datasetParameters/",
        "until 2023 power queries kept their sinks by query",
    ),
    (THIRD_ERA, r"adfcdcs .*dependsOn$", "until 2023 change data captures depended on nothing"),
)
"""What the portal wrote differently before a date: date, place, and the words for it."""


CIRCULAR = "the portal's parameter defaults to itself: that can't be deployed, so it isn't written"
RESPACED = "a data-flow script that the portal re-spaced: no rule found"
UNEXPLAINED = "not explained"


def causes(publish: Publish, everything: list[Publish]) -> Iterator[tuple[str, Difference]]:
    """Each difference of the template (default rules of its day) with its cause, UNEXPLAINED where none is shown."""
    siblings = [other for other in everything if other.factory == publish.factory and other.id != publish.id]
    for difference in publish.score(dated=True).template:
        yield _cause(difference, publish, siblings), difference


def _cause(difference: Difference, publish: Publish, siblings: list[Publish]) -> str:
    place = "/".join((difference.resource, *difference.path))
    for until, pattern, words in ERAS:
        if publish.published < until and re.search(pattern, place):
            return words
    if "script" in place and _squeezed(difference.made) == _squeezed(difference.wanted):
        return RESPACED
    if (
        difference.made is MISSING
        and isinstance(difference.wanted, str)
        and f"'{difference.path[1]}'" in difference.wanted
    ):
        return CIRCULAR
    for other in siblings:
        if difference.resource and _has(other, difference):
            return f"edited in between: the source of {other.id} has what was published"
    return UNEXPLAINED


def _squeezed(value: Any) -> str:
    """A script without its white space."""
    return re.sub(r"\s", "", "".join(value) if isinstance(value, list) else str(value))


def _has(other: Publish, difference: Difference) -> bool:
    """Whether the export of another source of the factory has, at that place, what was published."""
    value: Any = keyed(other.exported.template).get(difference.resource, MISSING)
    for step in difference.path:
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            value = value.get(step, MISSING) if isinstance(value, dict) else MISSING
    return value is not MISSING and value == difference.wanted
