"""A factory's export, compared with what Studio published of the same sources."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from arm.factory import Factory, Resource
from arm.factory.kinds import ENDPOINTS
from arm.history.scoring import Score, read_template, score
from arm.template import Definition, Export, default_rules, export_factory, generations, write
from arm.template.patches import resource_key
from arm.template.writing import TEMPLATE


@dataclass(frozen=True)
class Comparison:
    """An export, how it compares with the publish of a day (YYYY-MM-DD), and what narrows the causes down.

    `reordered` is the score once the resources stand in the order they were published in, where that order is what
    differs; `fitting` names another generation of the default rules under which the parameters are equal.
    """

    published: str
    export: Export
    score: Score
    reordered: Score | None = None
    fitting: str = ""
    fitted: Score | None = None


def compare(factory: Factory, definition: Definition, wanted: Path, published: str) -> Comparison:
    """Compare the export of `factory` under `definition` with the published files in the folder `wanted`.

    UsageError and SourceError as exporting or reading what was published raises them.
    """
    export = export_factory(factory, definition)
    return Comparison(published, export, score_of(export, wanted))


def narrowed(comparison: Comparison, wanted: Path) -> Comparison:
    """The comparison with what a second look shows: another order, or another generation of default rules."""
    levels, definition = comparison.score.levels, comparison.export.definition
    if levels["resources"] and not levels["document"]:
        factory = in_order_of(comparison.export.factory, read_template(wanted / TEMPLATE))
        return replace(comparison, reordered=score_of(export_factory(factory, definition), wanted))
    if not levels["parameters"] and definition.file is None:
        return _fitted(comparison, wanted)
    return comparison


def score_of(export: Export, wanted: Path) -> Score:
    """The score of an export against the published files in the folder `wanted`."""
    with tempfile.TemporaryDirectory() as room:
        write(export, Path(room) / "out")
        return score(Path(room) / "out", wanted)


def _fitted(comparison: Comparison, wanted: Path) -> Comparison:
    """The comparison with the generation, the newest first, whose default rules give the published parameters."""
    declared = read_template(wanted / TEMPLATE)["parameters"]
    for name in reversed(generations()):
        export = export_factory(comparison.export.factory, default_rules(name))
        if export.template["parameters"] == declared:
            return replace(comparison, fitting=name, fitted=score_of(export, wanted))
    return comparison


def in_order_of(factory: Factory, template: dict[str, Any]) -> Factory:
    """The factory with its resources in the order in which a template has them; what that lacks comes last."""
    places = {resource_key(resource): index for index, resource in enumerate(template["resources"])}
    ordered = sorted(factory.resources, key=lambda resource: places.get(template_key(resource), len(places)))
    return replace(factory, resources=tuple(ordered))


def late(factory: Factory, template: dict[str, Any]) -> list[str]:
    """The resources by `<type>/<name>` that a template has after the first one out of the standard order.

    They are what was edited in the session that published; [] where all stand in the standard order.
    """
    places = {template_key(resource): index for index, resource in enumerate(factory.resources)}
    keys = [key for key in map(resource_key, template["resources"]) if key in places]
    start = next((i for i in range(1, len(keys)) if places[keys[i]] < places[keys[i - 1]]), len(keys))
    return keys[start:]


def template_key(resource: Resource) -> str:
    """`<type>/<name>` of a source as `resource_key` tells it of the template's resource."""
    return (
        f"managedVirtualNetworks/{ENDPOINTS}/{resource.network}/{resource.name}" if resource.network else resource.key
    )
