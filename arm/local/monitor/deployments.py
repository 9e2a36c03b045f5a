"""Deployments as the page shows them: how far they are, and what became of each resource."""

from typing import Any

from arm.local.azure import LocalAzure
from arm.local.monitor.secrets import hidden

Document = dict[str, Any]


def listed(azure: LocalAzure) -> Document:
    """The deployments of all resource groups under `deployments`, newest first."""
    store = azure.store
    found = [
        _summary(azure, subscription, group, record)
        for subscription in store.below("groups")
        for group in store.below("groups", subscription)
        for record in azure.deployments.all(subscription, group)
    ]
    return {"deployments": sorted(found, key=lambda each: str(each["timestamp"]), reverse=True)}


def shown(azure: LocalAzure, subscription: str, group: str, name: str) -> Document:
    """A deployment: its parameters, outputs and error, and under `operations` its resources in order."""
    record = azure.deployments.get(subscription, group, name)
    properties = record["properties"]
    operations = azure.deployments.operations(subscription, group, name)[::-1]
    return {
        "deployment": {
            **_summary(azure, subscription, group, record),
            "mode": properties["mode"],
            "correlationId": properties["correlationId"],
            "parameters": hidden(properties["parameters"]),
            "outputs": hidden(properties.get("outputs") or {}),
            "error": hidden(properties.get("error") or {}),
        },
        "operations": [_operation(each) for each in operations],
    }


def _summary(azure: LocalAzure, subscription: str, group: str, record: Document) -> Document:
    properties = record["properties"]
    template = azure.store.get("deployments", subscription, group, record["name"], "template") or {}
    operations = azure.deployments.operations(subscription, group, record["name"])
    states = [each["properties"]["provisioningState"] for each in operations]
    return {
        "subscription": subscription,
        "group": group,
        "name": record["name"],
        "state": properties["provisioningState"],
        "timestamp": properties["timestamp"],
        "duration": properties["duration"],
        "resources": max(len(template.get("resources") or ()), len(states)),
        "done": states.count("Succeeded"),
        "failed": states.count("Failed"),
        "message": hidden(_first_message(properties.get("error") or {})),
    }


def _first_message(error: Document) -> str:
    """The message of the first detail, which says what really failed; else the error's own."""
    details = error.get("details") or ()
    return str((details[0] if details else error).get("message") or "")


def _operation(operation: Document) -> Document:
    properties = operation["properties"]
    target = properties.get("targetResource") or {}
    error = (properties.get("statusMessage") or {}).get("error") or {}
    return {
        "id": operation["operationId"],
        "type": target.get("resourceType", ""),
        "name": target.get("resourceName", ""),
        "resource": target.get("id", ""),
        "operation": properties["provisioningOperation"],
        "state": properties["provisioningState"],
        "timestamp": properties["timestamp"],
        "duration": properties["duration"],
        "statusCode": properties.get("statusCode", ""),
        "error": hidden(error),
    }
