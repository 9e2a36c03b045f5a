"""Compares the resources a template would deploy with those the target reports as deployed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from arm import pointers
from arm.armlanguage import secure
from arm.armlanguage.evaluation import Place
from arm.armlanguage.template import evaluate
from arm.settings import Environment

# What a target adds to a resource by itself, so that its presence there is no difference.
_ADDED_BY_TARGET = {"runtimeState", "encryptedCredential", "provisioningState", "lastPublishTime"}


@dataclass(frozen=True)
class Wanted:
    """A resource as a template would deploy it: its properties, secrets masked, and whether it holds any."""

    properties: Mapping[str, Any]
    secret: bool


def wanted_resources(
    environment: Environment, template: Mapping[str, Any], parameters: Mapping[str, Any]
) -> dict[str, Wanted]:
    """The factory's resources by `<type>/<name>`, expressions evaluated, in the order in which they are deployed.

    `parameters` are entries of a parameter file; Key Vault references need not be resolvable. TemplateError if
    Resource Manager would refuse the template (a limit passed, a missing parameter, a dependency cycle).
    """
    target = environment.target
    place = Place(target.subscription_id, target.resource_group, target.location)
    evaluated = evaluate(template, parameters, place, secrets=lambda _: secure.MASK)
    found = {}
    for resource in evaluated.resources:
        kind = resource.type.removeprefix("Microsoft.DataFactory/factories").strip("/")
        name = resource.name.partition("/")[2]
        properties = resource.body.get("properties", {})
        masked = secure.mask(properties)
        found[f"{kind}/{name}" if kind else "factory"] = Wanted(masked, masked != properties)
    return found


def first_difference(wanted: Any, deployed: Any) -> str | None:
    """The JSON Pointer of the first place where they differ, None if there is none.

    What only the target says and adds by itself doesn't count; neither does an absent key against an empty value.
    """
    return next(_differences(wanted, deployed, ""), None)


def _differences(wanted: Any, deployed: Any, at: str) -> Iterator[str]:
    if isinstance(wanted, Mapping) and isinstance(deployed, Mapping):
        for key in [*wanted, *(key for key in deployed if key not in wanted)]:
            if key in _ADDED_BY_TARGET:
                continue
            yield from _differences(wanted.get(key), deployed.get(key), at + pointers.join([key]))
    elif isinstance(wanted, list) and isinstance(deployed, list) and len(wanted) == len(deployed):
        for index, (one, other) in enumerate(zip(wanted, deployed, strict=True)):
            yield from _differences(one, other, f"{at}/{index}")
    elif not (_is_empty(wanted) and _is_empty(deployed)) and (
        wanted != deployed or type(wanted) is not type(deployed)
    ):
        yield at


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], {}) and value is not False
