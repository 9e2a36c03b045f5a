"""Deployments and their operations in the shapes that Resource Manager answers with."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from arm.armlanguage.parameters import is_secure
from arm.armlanguage.secure import MASK, Secure, mask
from arm.armlanguage.syntax import is_expression
from arm.armlanguage.template import Evaluated, TemplateResource
from arm.local import times
from arm.local.resource_manager.ids import ResourceId

ACTIVE = ("Accepted", "Running")


@dataclass(frozen=True)
class Requested:
    """A deployment as it was asked for, evaluated; `link` says where its template came from, if not with it."""

    subscription: str
    group: str
    name: str
    mode: str
    template: Mapping[str, Any]
    evaluated: Evaluated
    tags: Mapping[str, str] = field(default_factory=dict)
    link: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The deployment's resource id."""
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"
            f"/providers/Microsoft.Resources/deployments/{self.name}"
        )

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Where its record is stored."""
        return ("deployments", self.subscription, self.group, self.name)


def deployment(requested: Requested, state: str) -> dict[str, Any]:
    """A deployment as `Deployments - Get` describes it; secure parameters have a type and no value.

    https://learn.microsoft.com/rest/api/resources/deployments/get
    """
    evaluated = requested.evaluated
    properties = {
        "templateHash": _hash(requested.template),
        "parameters": {each.name: _parameter(each.type, each.value) for each in evaluated.parameters},
        "mode": requested.mode,
        "provisioningState": state,
        "timestamp": times.now(),
        "duration": "PT0S",
        "correlationId": str(uuid.uuid4()),
        "providers": _providers(evaluated.resources),
        "dependencies": [_dependency(resource) for resource in evaluated.resources if resource.depends_on],
    }
    if requested.link:
        properties["templateLink"] = dict(requested.link)
    record = {
        "id": requested.id,
        "name": requested.name,
        "type": "Microsoft.Resources/deployments",
        "properties": properties,
    }
    return {**record, "tags": dict(requested.tags)} if requested.tags else record


def outputs(evaluated: Evaluated) -> dict[str, Any]:
    """The outputs of a deployment that succeeded; a secure one has a type and no value."""
    return {name: _parameter(str(output["type"]), output["value"]) for name, output in evaluated.outputs.items()}


def _parameter(kind: str, value: Any) -> dict[str, Any]:
    names = {"securestring": "SecureString", "secureobject": "SecureObject"}
    shown = names.get(kind.lower(), kind[:1].upper() + kind[1:])
    return {"type": shown} if isinstance(value, Secure) else {"type": shown, "value": mask(value)}


def exported(template: Mapping[str, Any]) -> dict[str, Any]:
    """The template as it is kept for `exportTemplate`: without secrets.

    Defaults of secure parameters are left out, and the text of a SecureString that isn't an expression is masked.
    """
    kept = {**template, "resources": _masked(template["resources"])}
    if template.get("parameters"):
        kept["parameters"] = {name: _without_secret(each) for name, each in template["parameters"].items()}
    return kept


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(item) for item in value]
    if not isinstance(value, dict):
        return value
    shown = {key: _masked(inner) for key, inner in value.items()}
    literal = isinstance(value.get("value"), str) and not is_expression(value["value"])
    return {**shown, "value": MASK} if value.get("type") == "SecureString" and literal else shown


def _without_secret(declaration: Mapping[str, Any]) -> dict[str, Any]:
    secure = is_secure(declaration)
    return {key: value for key, value in declaration.items() if key != "defaultValue" or not secure}


def operation(requested: Requested, number: int, resource: TemplateResource) -> dict[str, Any]:
    """A deployment operation that begins: `Deployment Operations - Get`.

    https://learn.microsoft.com/rest/api/resources/deployment-operations/get
    """
    name = sha256(f"{requested.id}/{number}".lower().encode()).hexdigest()[:16].upper()
    return {
        "id": f"{requested.id}/operations/{name}",
        "operationId": name,
        "properties": {
            "provisioningOperation": "Create",
            "provisioningState": "Running",
            "timestamp": times.now(),
            "duration": "PT0S",
            "trackingId": str(uuid.uuid4()),
            "targetResource": _target(resource.id),
        },
    }


def ended(record: Mapping[str, Any], state: str, **properties: Any) -> dict[str, Any]:
    """A deployment or an operation that has come to a state, with its duration and what else is known."""
    end = times.now()
    started = record["properties"]["timestamp"]
    return {
        **record,
        "properties": {
            **record["properties"],
            **properties,
            "provisioningState": state,
            "timestamp": end,
            "duration": times.duration(started, end),
        },
    }


def failure(requested: Requested, errors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The error of a deployment of which resources failed.

    https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
    """
    return {
        "code": "DeploymentFailed",
        "target": requested.id,
        "message": "At least one resource deployment operation failed. Please list deployment operations for "
        "details. Please see https://aka.ms/arm-deployment-operations for usage details.",
        "details": list(errors),
    }


def _hash(template: Mapping[str, Any]) -> str:
    return str(int(sha256(json.dumps(template, sort_keys=True).encode()).hexdigest(), 16) % 10**19)


def _providers(resources: Sequence[TemplateResource]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, None]] = {}
    for resource in resources:
        namespace, _, kind = resource.type.partition("/")
        found.setdefault(namespace, {}).setdefault(kind)
    return [
        {"namespace": namespace, "resourceTypes": [{"resourceType": kind, "locations": [None]} for kind in kinds]}
        for namespace, kinds in found.items()
    ]


def _dependency(resource: TemplateResource) -> dict[str, Any]:
    return {"dependsOn": [_target(each) for each in resource.depends_on], **_target(resource.id)}


def _target(identity: str) -> dict[str, str]:
    parsed = ResourceId.parse(identity)
    return {"id": identity, "resourceType": parsed.type, "resourceName": parsed.name}
