"""Deployment and resource functions, and the way to parameters and variables.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource
https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-deployment
"""

from typing import Any

from arm.armlanguage.errors import EvaluationError
from arm.armlanguage.evaluation import Function, Scope
from arm.armlanguage.functions.table import function, need

TABLE: list[Function] = []


@function(TABLE, "parameters", scoped=True)
def parameters(scope: Scope, name: str) -> Any:
    """The value of a parameter."""
    return scope.parameter(need("parameters", name, str))


@function(TABLE, "variables", scoped=True)
def variables(scope: Scope, name: str) -> Any:
    """The value of a variable."""
    return scope.variable(need("variables", name, str))


@function(TABLE, "subscription", scoped=True)
def subscription(scope: Scope) -> dict[str, Any]:
    """The subscription of the deployment."""
    place = scope.place
    return {
        "id": f"/subscriptions/{place.subscription_id}",
        "subscriptionId": place.subscription_id,
        "tenantId": place.tenant_id,
        "displayName": place.subscription_id,
    }


@function(TABLE, "resourceGroup", scoped=True)
def resource_group(scope: Scope) -> dict[str, Any]:
    """The resource group of the deployment."""
    place = scope.place
    return {
        "id": f"/subscriptions/{place.subscription_id}/resourceGroups/{place.resource_group}",
        "name": place.resource_group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": place.location,
        "tags": dict(place.tags),
        "properties": {"provisioningState": "Succeeded"},
    }


@function(TABLE, "deployment", scoped=True)
def deployment(scope: Scope) -> dict[str, Any]:
    """The deployment itself; without its template, which nothing that ADF publishes asks for."""
    return {"name": scope.place.deployment, "properties": {"mode": "Incremental", "provisioningState": "Accepted"}}


@function(TABLE, "tenant", scoped=True)
def tenant(scope: Scope) -> dict[str, Any]:
    """The tenant of the deployment."""
    return {"tenantId": scope.place.tenant_id}


@function(TABLE, "resourceId", scoped=True)
def resource_id(scope: Scope, *arguments: str) -> str:
    """The id of a resource in this resource group, or in another that is given before the type."""
    before, kind, names = _resource_arguments("resourceId", arguments)
    if len(before) > 2:
        raise EvaluationError("Unable to evaluate template language function 'resourceId': too many scopes.")
    group = before[-1] if before else scope.place.resource_group
    subscription = before[0] if len(before) == 2 else scope.place.subscription_id
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{_interleave(kind, names)}"


@function(TABLE, "subscriptionResourceId", scoped=True)
def subscription_resource_id(scope: Scope, *arguments: str) -> str:
    """The id of a resource at the subscription."""
    before, kind, names = _resource_arguments("subscriptionResourceId", arguments)
    return f"/subscriptions/{(*before, scope.place.subscription_id)[0]}/providers/{_interleave(kind, names)}"


@function(TABLE, "tenantResourceId")
def tenant_resource_id(*arguments: str) -> str:
    """The id of a resource at the tenant."""
    _, kind, names = _resource_arguments("tenantResourceId", arguments)
    return f"/providers/{_interleave(kind, names)}"


@function(TABLE, "extensionResourceId")
def extension_resource_id(base: str, *arguments: str) -> str:
    """The id of a resource that extends another."""
    _, kind, names = _resource_arguments("extensionResourceId", arguments)
    return f"{need('extensionResourceId', base, str)}/providers/{_interleave(kind, names)}"


def _resource_arguments(function_name: str, arguments: tuple[str, ...]) -> tuple[list[str], str, list[str]]:
    """What stands before the type, the type, and the names after it; the type is the first with a slash."""
    texts = [str(need(function_name, each, str)) for each in arguments]
    at = next((index for index, text in enumerate(texts) if "/" in text), None)
    if at is None or len(texts[at].split("/")) - 1 != len(texts) - at - 1:
        raise EvaluationError(
            f"Unable to evaluate template language function '{function_name}': the type must be fully qualified, "
            "with one name for each of its segments. Please see https://aka.ms/arm-resource-functions for usage "
            "details."
        )
    return texts[:at], texts[at], texts[at + 1 :]


def _interleave(kind: str, names: list[str]) -> str:
    """`Microsoft.X/as/bs` and names a, b as `Microsoft.X/as/a/bs/b`."""
    namespace, *types = kind.split("/")
    return "/".join([namespace, *(part for pair in zip(types, names, strict=True) for part in pair)])
