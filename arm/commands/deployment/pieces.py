"""What is sent: the template with what changes only, in as many pieces as Resource Manager's limits demand."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from arm.armlanguage.template import LIMITS
from arm.commands.deployment.comparison import Wanted, mentioned_parameters

# A request may have 4 MB, template and parameters together:
# https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits
_BYTES = 3_500_000


@dataclass(frozen=True)
class Piece:
    """A template with the parameters that it needs, and the keys of the resources in it."""

    template: Mapping[str, Any]
    parameters: Mapping[str, Any]
    keys: tuple[str, ...]


def pieces(
    template: Mapping[str, Any], parameters: Mapping[str, Any], wanted: Mapping[str, Wanted], keys: Iterable[str]
) -> list[Piece]:
    """The resources with these keys, in their order of deployment, as templates to be deployed one after the other.

    A piece depends on nothing outside it: Resource Manager refuses a `dependsOn` that the template doesn't define,
    and what is left out is deployed already. Several deployments in a row need no storage account, which linked
    templates would; so a factory may have more than 800 resources or 256 parameters.
    """
    chosen = set(keys)
    order = [key for key in wanted if key in chosen]
    if len(order) == len(wanted) and _fits(template, parameters):
        return [Piece(template, parameters, tuple(order))] if order else []
    return [_piece(template, parameters, wanted, each) for each in _cut(template, wanted, order)]


def _fits(template: Mapping[str, Any], parameters: Mapping[str, Any]) -> bool:
    counts = all(len(template.get(section) or ()) <= limit for section, limit in LIMITS.items())
    return counts and len(json.dumps([template, parameters])) <= _BYTES


def _cut(template: Mapping[str, Any], wanted: Mapping[str, Wanted], order: list[str]) -> Iterator[list[str]]:
    """The keys in runs, each of which fits into one deployment."""
    common = _closure(template, template.get("variables") or {})
    run: list[str] = []
    names, size = set(common), 0
    for key in order:
        source = wanted[key].source
        more = len(json.dumps(source))
        needed = names | _closure(template, source)
        if run and (len(run) >= LIMITS["resources"] or len(needed) > LIMITS["parameters"] or size + more > _BYTES):
            yield run
            run, size, needed = [], 0, common | _closure(template, source)
        run.append(key)
        names, size = needed, size + more
    if run:
        yield run


def _piece(
    template: Mapping[str, Any], parameters: Mapping[str, Any], wanted: Mapping[str, Wanted], keys: list[str]
) -> Piece:
    inside = set(keys)
    resources = [
        {**wanted[key].source, "dependsOn": [wanted[each].id for each in wanted[key].before if each in inside]}
        for key in keys
    ]
    needed = _closure(template, [resources, template.get("variables") or {}])
    declared = {name: each for name, each in (template.get("parameters") or {}).items() if name.lower() in needed}
    sections = {key: each for key, each in template.items() if key not in ("parameters", "resources", "outputs")}
    given = {name: entry for name, entry in parameters.items() if name.lower() in needed}
    return Piece({**sections, "parameters": declared, "resources": resources}, given, tuple(keys))


def _closure(template: Mapping[str, Any], document: Any) -> set[str]:
    """The parameters, in lower case, that a part of a template needs: those it mentions, and those defaults do."""
    declared = {name.lower(): each for name, each in (template.get("parameters") or {}).items()}
    found: set[str] = set()
    waiting = list(mentioned_parameters(document))
    while waiting:
        name = waiting.pop()
        if name in declared and name not in found:
            found.add(name)
            waiting += mentioned_parameters(declared[name].get("defaultValue"))
    return found
