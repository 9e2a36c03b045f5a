"""The smallest definition that still makes certain parameters: their entries alone, every `*` replaced by its keys.

A definition can't be specific to a resource, so an entry made narrow still meets that property of every resource.
https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-resource-manager-custom-parameters
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from arm import pointers
from arm.factory import Factory
from arm.factory.kinds import ARM_FACTORY
from arm.template.definition import BY_TYPE
from arm.template.parameters import Parameter

Parts = tuple[str, ...]
Use = tuple[Parts, Parts]
"""The way to a leaf in a definition, and the same way with the keys that each `*` in it stood for."""

_GLOBALS = f"{ARM_FACTORY}/globalparameters"


def narrowed(document: dict[str, Any], parameters: Iterable[Parameter], factory: Factory) -> dict[str, Any]:
    """The part of a definition `document` that makes `parameters`, which come from an export of `factory` with it.

    Secrets of linked services need no entry and give none.
    """
    types = {str(resource.file): str(resource.properties.get("type", "")) for resource in factory.resources}
    made = [parameter for parameter in parameters if parameter.origin.definition]
    part: dict[str, Any] = _part(
        document, [use_of(parameter, types.get(parameter.origin.file, "")) for parameter in made]
    )
    return part


def use_of(parameter: Parameter, resource_type: str) -> Use:
    """How a parameter's leaf is reached; `resource_type` is the `properties.type` of its resource."""
    way = tuple(pointers.split(parameter.origin.definition))
    source = pointers.split(parameter.origin.pointer)
    section = way[0]
    if section == _GLOBALS:
        source = ["properties", *source[2:]]
    kind = section.removeprefix(f"{ARM_FACTORY}/")
    if kind in BY_TYPE and not (kind == "credentials" and way[1] == "properties"):
        source = [resource_type, *source]
    keys = zip(way[1:], source, strict=False)
    return way, (section, *(found if key == "*" else key for key, found in keys))


def _part(rules: Any, uses: list[Use]) -> Any:
    """What of `rules` leads to the uses, each given from here on."""
    if isinstance(rules, list):
        return [_part(rules[0], [(way[1:], keys[1:]) for way, keys in uses]), *rules[1:]]
    if not isinstance(rules, dict):
        return rules
    steps = sorted((keys[0], way[0], way[1:], keys[1:]) for way, keys in uses)
    return {
        key: _part(rules[rule], [(way, keys) for _, _, way, keys in group])
        for (key, rule), group in groupby(steps, key=lambda step: step[:2])
    }
