"""Compares the resources a template would deploy with those the target reports as deployed."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from arm import pointers
from arm.armlanguage import secure
from arm.armlanguage.evaluation import Place
from arm.armlanguage.template import TemplateResource, evaluate
from arm.commands.deployment.digests import short
from arm.settings import Environment
from arm.template.values import is_secure

FACTORY = "factory"
_ENDPOINTS = "managedVirtualNetworks/managedPrivateEndpoints"
# What a target adds to a resource by itself, so that its presence there is no difference.
_ADDED_BY_TARGET = {"runtimeState", "encryptedCredential", "provisioningState", "lastPublishTime"}
# What only a target says of a resource: how it goes, and what was made for it. It may change by itself.
_SAID_BY_TARGET = {"runtimeState", "state", "provisioningState", "connectionState", "alias", "vNetId"}
# What of a resource is compared; a factory has more than properties.
_COMPARED = ("properties", "identity", "tags", "location")
_PARAMETER = re.compile(r"parameters\(\s*'((?:[^']|'')*)'\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """A resource as a template would deploy it; `id` is its id at the target.

    `body` is what is compared, secrets masked. `source` is the resource in the template, `before` the keys of those
    it depends on. `secret`: it holds secrets; `known`: their versions in the Key Vault are known. `digest` tells
    whether it is wanted as it was before, those versions included.
    """

    key: str
    id: str
    kind: str
    name: str
    body: Mapping[str, Any]
    source: Mapping[str, Any]
    before: tuple[str, ...]
    secret: bool
    known: bool
    digest: str

    @property
    def properties(self) -> Mapping[str, Any]:
        """Its `properties`, secrets masked."""
        found: Mapping[str, Any] = self.body.get("properties") or {}
        return found


def wanted_resources(
    environment: Environment, template: Mapping[str, Any], parameters: Mapping[str, Any]
) -> dict[str, Wanted]:
    """The resources by `<type>/<name>`, expressions evaluated, in the order in which they are deployed.

    `parameters` are entries of a parameter file; Key Vault references need not be resolvable. TemplateError if
    Resource Manager would refuse the template (a missing parameter, a dependency cycle) — but for how many resources
    and parameters it has, because it is sent in pieces if there are too many for one deployment.
    """
    target = environment.target
    place = Place(target.subscription_id, target.resource_group, target.location)
    evaluated = evaluate(template, parameters, place, secrets=lambda _: secure.MASK, limits={})
    keys = {resource.id.lower(): _key(resource) for resource in evaluated.resources}
    declared = {name.lower(): declaration for name, declaration in (template.get("parameters") or {}).items()}
    given = {name.lower(): entry for name, entry in parameters.items()}
    found = {}
    for resource in evaluated.resources:
        secrets = [given.get(each) for each in _mentioned(resource.source) if is_secure(declared.get(each, {}))]
        before = tuple(keys[each.lower()] for each in resource.depends_on)
        found[_key(resource)] = _wanted(resource, before, secrets)
    return found


def _wanted(resource: TemplateResource, before: tuple[str, ...], secrets: list[Any]) -> Wanted:
    """What is wanted of a resource; `secrets` are the parameter file's entries of secure parameters it mentions."""
    kind, name = _kind_and_name(resource)
    body, secret = _masked({key: resource.body[key] for key in _COMPARED if key in resource.body})
    return Wanted(
        key=_key(resource),
        id=resource.id,
        kind=kind,
        name=name,
        body=body,
        source=resource.source,
        before=before,
        secret=secret or bool(secrets),
        known=bool(secrets) and all(_has_version(entry) for entry in secrets),
        digest=short([body, secrets]),
    )


def _kind_and_name(resource: TemplateResource) -> tuple[str, str]:
    kind = re.sub(r"^Microsoft\.DataFactory/factories/?", "", resource.type, flags=re.IGNORECASE)
    return kind, resource.name.partition("/")[2] or resource.name


def _key(resource: TemplateResource) -> str:
    kind, name = _kind_and_name(resource)
    return f"{kind}/{name}" if kind else FACTORY


def split_key(key: str) -> tuple[str, str]:
    """The type and the name of a resource in its key; a managed private endpoint's are `<network>/<endpoint>`."""
    if key.casefold().startswith(f"{_ENDPOINTS}/".casefold()):
        return _ENDPOINTS, key[len(_ENDPOINTS) + 1 :]
    kind, _, name = key.partition("/")
    return kind, name


def mentioned_parameters(document: Any) -> set[str]:
    """The names, in lower case, of the parameters that a template's text mentions."""
    return set(_mentioned(document))


def _mentioned(document: Any) -> list[str]:
    text = json.dumps(document, ensure_ascii=False)
    return list(dict.fromkeys(name.replace("''", "'").lower() for name in _PARAMETER.findall(text)))


def _has_version(entry: Any) -> bool:
    """Whether a parameter file's entry is a Key Vault reference that says which version of the secret it means."""
    reference = entry.get("reference") if isinstance(entry, Mapping) else None
    return isinstance(reference, Mapping) and bool(reference.get("secretVersion"))


def _masked(body: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """A resource without its secrets, and whether there were any: secure parameters', and plain SecureStrings."""
    masked = _mask_plain(secure.mask(body))
    return masked, masked != body


def _mask_plain(value: Any) -> Any:
    if isinstance(value, dict):
        shown = {key: _mask_plain(inner) for key, inner in value.items()}
        return {**shown, "value": secure.MASK} if value.get("type") == "SecureString" and "value" in value else shown
    return [_mask_plain(item) for item in value] if isinstance(value, list) else value


def fingerprint(deployed: Mapping[str, Any]) -> str:
    """A digest of what the target says of a resource, but for what changes without its being deployed."""
    body = {key: deployed[key] for key in _COMPARED if key in deployed}
    properties = {key: each for key, each in (body.get("properties") or {}).items() if key not in _SAID_BY_TARGET}
    return short({**body, "properties": properties})


def difference(wanted: Wanted, deployed: Mapping[str, Any]) -> str | None:
    """The JSON Pointer, inside `properties`, of the first place where a resource isn't as wanted; None if it is.

    Of a factory only what is said of it counts; the pointer starts at its top.
    """
    if wanted.key != FACTORY:
        properties = deployed.get("properties", {})
        known = {key: properties[key] for key in properties if key in wanted.properties or key not in _SAID_BY_TARGET}
        return first_difference(wanted.properties, known)
    said = {key: _only(each, deployed.get(key)) for key, each in wanted.body.items() if key != "location"}
    return first_difference({key: wanted.body[key] for key in said}, said)


def _only(wanted: Any, deployed: Any) -> Any:
    """What of an object is also said in another."""
    if isinstance(wanted, Mapping) and isinstance(deployed, Mapping):
        return {key: deployed.get(key) for key in wanted}
    return deployed


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
