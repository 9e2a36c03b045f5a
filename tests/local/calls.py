"""For each route that Azure has, too: a call of Azure's own client that leads to it."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

Call = Callable[[Any], object]
DEPLOYMENT = "/subscriptions/{subscription}/resourcegroups/{group}/providers/Microsoft.Resources/deployments"
ONE = DEPLOYMENT + "/{deployment}"
GROUP = "/subscriptions/{subscription}/resourcegroups/{group}"
FACTORIES = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DataFactory/factories"
FACTORY = FACTORIES + "/{factory}"
NETWORK = FACTORY + "/managedVirtualNetworks/{network}/managedPrivateEndpoints"
F = ("rg", "f")
TEMPLATE = {"$schema": "x", "contentVersion": "1.0.0.0", "resources": []}
PIPELINE = {
    "name": "f/deployed",
    "type": "Microsoft.DataFactory/factories/pipelines",
    "apiVersion": "2018-06-01",
    "properties": {},
}
BODY = {"properties": {"mode": "Incremental", "template": {**TEMPLATE, "resources": [PIPELINE]}}}
NOTEBOOK = "# Databricks notebook source\ndbutils.notebook.exit('1')\n"
TRIGGER = {"type": "ScheduleTrigger", "pipelines": [], "typeProperties": {"recurrence": {}}}
# Segment of the URL → the client's operations, and properties that a resource of the kind has.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "pipelines": ("pipelines", {"activities": []}),
    "datasets": ("datasets", {"type": "Binary"}),
    "linkedservices": ("linked_services", {"type": "HttpServer", "typeProperties": {"url": "https://x"}}),
    "triggers": ("triggers", TRIGGER),
    "dataflows": ("data_flows", {"type": "MappingDataFlow", "typeProperties": {}}),
    "integrationRuntimes": ("integration_runtimes", {"type": "SelfHosted"}),
    "credentials": ("credential_operations", {"type": "ManagedIdentity", "typeProperties": {}}),
    "adfcdcs": ("change_data_capture", {"SourceConnectionsInfo": [], "TargetConnectionsInfo": [], "Policy": {}}),
    "managedVirtualNetworks": ("managed_virtual_networks", {}),
}


def calls() -> dict[tuple[str, str], Call]:
    """The calls by method and pattern of their routes, in an order in which they can be made."""
    found = dict(_groups())
    found |= dict(_factories())
    for segment, (operations, body) in KINDS.items():
        found |= dict(_kind(segment, operations, body))
    found |= dict(_key_vault())
    return found | dict(_special()) | dict(_runs()) | dict(_deployments()) | dict(_databricks()) | dict(_storage())


def _key_vault() -> Iterator[tuple[tuple[str, str], Call]]:
    # The client for vaults isn't among those that the suite needs.
    secret = (
        GROUP.replace("resourcegroups", "resourceGroups")
        + "/providers/Microsoft.KeyVault/vaults/{vault}/secrets/{secret}"
    )
    path = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v/secrets/x"
    yield ("PUT", secret), lambda local: local.request("PUT", path, {"properties": {"value": "x"}})
    yield ("GET", secret), lambda local: local.request("GET", path)


def _groups() -> Iterator[tuple[tuple[str, str], Call]]:
    yield ("PUT", GROUP), lambda local: local.groups.create_or_update("rg", {"location": "westeurope"})
    yield ("GET", GROUP), lambda local: local.groups.get("rg")
    yield ("HEAD", GROUP), lambda local: local.groups.check_existence("rg")
    yield ("GET", "/subscriptions/{subscription}/resourcegroups"), lambda local: list(local.groups.list())
    # The client for subscriptions isn't among those that the suite needs.
    yield ("GET", "/subscriptions/{subscription}"), lambda local: local.request("GET", "/subscriptions/s")
    yield ("DELETE", GROUP), _delete_group


def _delete_group(local: Any) -> None:
    local.groups.create_or_update("gone", {"location": "westeurope"})
    local.groups.begin_delete("gone").result()


def _factories() -> Iterator[tuple[tuple[str, str], Call]]:
    subscription = "/subscriptions/{subscription}/providers/Microsoft.DataFactory/factories"
    body = {"location": "westeurope"}
    yield ("PUT", FACTORY), lambda local: local.factory.factories.create_or_update(*F, body)
    yield ("GET", FACTORY), lambda local: local.factory.factories.get(*F)
    yield ("PATCH", FACTORY), lambda local: local.factory.factories.update(*F, {"tags": {"a": "1"}})
    yield ("GET", FACTORIES), lambda local: list(local.factory.factories.list_by_resource_group("rg"))
    yield ("GET", subscription), lambda local: list(local.factory.factories.list())
    yield ("DELETE", FACTORY), _delete_factory


def _delete_factory(local: Any) -> None:
    local.factory.factories.create_or_update("rg", "gone", {"location": "westeurope"})
    local.factory.factories.delete("rg", "gone")


def _kind(segment: str, operations: str, body: dict[str, Any]) -> Iterator[tuple[tuple[str, str], Call]]:
    """The four routes of a kind of resource; the resource `stays` is there afterwards."""
    base = f"{FACTORY}/{segment}"

    def client(local: Any) -> Any:
        return getattr(local.factory, operations)

    def delete(local: Any) -> None:
        client(local).create_or_update(*F, "gone", {"properties": body})
        if hasattr(client(local), "delete"):
            client(local).delete(*F, "gone")
        else:  # the client has no such call, the service has
            local.request("DELETE", client(local).get(*F, "gone").id)

    yield ("PUT", f"{base}/{{name}}"), lambda local: client(local).create_or_update(*F, "stays", {"properties": body})
    yield ("GET", f"{base}/{{name}}"), lambda local: client(local).get(*F, "stays")
    yield ("GET", base), lambda local: list(client(local).list_by_factory(*F))
    yield ("DELETE", f"{base}/{{name}}"), delete


def _special() -> Iterator[tuple[tuple[str, str], Call]]:
    """Endpoints of a network, global parameters, and what is done to triggers."""
    endpoint = (*F, "stays", "e")
    body: dict[str, Any] = {"properties": {"groupId": "blob"}}
    client = "managed_private_endpoints"
    yield ("PUT", NETWORK + "/{name}"), lambda it: getattr(it.factory, client).create_or_update(*endpoint, body)
    yield ("GET", NETWORK + "/{name}"), lambda it: getattr(it.factory, client).get(*endpoint)
    yield ("GET", NETWORK), lambda it: list(getattr(it.factory, client).list_by_factory(*endpoint[:3]))
    yield ("DELETE", NETWORK + "/{name}"), lambda it: getattr(it.factory, client).delete(*endpoint)
    base, one = FACTORY + "/globalParameters", (*F, "default")
    values = {"properties": {"g": {"type": "int", "value": 1}}}
    yield ("PUT", base + "/{name}"), lambda it: it.factory.global_parameters.create_or_update(*one, values)
    yield ("GET", base + "/{name}"), lambda it: it.factory.global_parameters.get(*one)
    yield ("GET", base), lambda it: list(it.factory.global_parameters.list_by_factory(*F))
    yield ("DELETE", base + "/{name}"), lambda it: it.factory.global_parameters.delete(*one)
    triggers = FACTORY + "/triggers/{name}"
    yield ("POST", triggers + "/start"), lambda it: it.factory.triggers.begin_start(*F, "stays").result()
    yield ("POST", triggers + "/stop"), lambda it: it.factory.triggers.begin_stop(*F, "stays").result()
    for route, call in {
        "subscribeToEvents": "begin_subscribe_to_events",
        "unsubscribeFromEvents": "begin_unsubscribe_from_events",
    }.items():
        yield (
            ("POST", f"{triggers}/{route}"),
            lambda it, call=call: getattr(it.factory.triggers, call)(*F, "stays").result(),
        )
    yield (
        ("POST", f"{triggers}/getEventSubscriptionStatus"),
        lambda it: it.factory.triggers.get_event_subscription_status(*F, "stays"),
    )
    yield ("POST", FACTORY + "/querytriggers"), lambda it: it.factory.triggers.query_by_factory(*F, {})


def _window() -> dict[str, str]:
    now = datetime.now(UTC)
    bounds = {"lastUpdatedAfter": now - timedelta(hours=1), "lastUpdatedBefore": now + timedelta(hours=1)}
    return {name: moment.isoformat() for name, moment in bounds.items()}


def _run(local: Any) -> str:
    return str(local.factory.pipelines.create_run(*F, "stays").run_id)


def _runs() -> Iterator[tuple[tuple[str, str], Call]]:
    one = FACTORY + "/pipelineruns/{run}"
    yield ("POST", FACTORY + "/pipelines/{pipeline}/createRun"), _run
    yield ("GET", one), lambda it: it.factory.pipeline_runs.get(*F, _run(it))
    yield ("POST", one + "/cancel"), _cancel_run
    yield (
        ("POST", FACTORY + "/queryPipelineRuns"),
        lambda it: it.factory.pipeline_runs.query_by_factory(*F, _window()),
    )
    yield (
        ("POST", one + "/queryActivityruns"),
        lambda it: it.factory.activity_runs.query_by_pipeline_run(*F, _run(it), _window()),
    )
    yield ("POST", FACTORY + "/queryTriggerRuns"), lambda it: it.factory.trigger_runs.query_by_factory(*F, _window())


def _cancel_run(local: Any) -> None:
    activity = {"name": "w", "type": "Wait", "typeProperties": {"waitTimeInSeconds": 60}}
    local.factory.pipelines.create_or_update(*F, "waits", {"properties": {"activities": [activity]}})
    local.factory.pipeline_runs.cancel(*F, local.factory.pipelines.create_run(*F, "waits").run_id)


def _deployments() -> Iterator[tuple[tuple[str, str], Call]]:
    def client(local: Any) -> Any:
        return local.deployments.deployments

    operations = GROUP + "/deployments/{deployment}/operations"
    yield ("PUT", ONE), lambda it: client(it).begin_create_or_update("rg", "d", BODY).result()
    yield (
        ("GET", ONE + "/operationStatuses/{operation}"),
        lambda it: client(it).begin_create_or_update("rg", "d", BODY).result(),
    )
    yield ("GET", ONE), lambda it: client(it).get("rg", "d")
    yield ("HEAD", ONE), lambda it: client(it).check_existence("rg", "d")
    yield ("GET", DEPLOYMENT), lambda it: list(client(it).list_by_resource_group("rg"))
    yield ("POST", ONE + "/validate"), lambda it: client(it).begin_validate("rg", "d", BODY).result()
    yield ("POST", ONE + "/whatIf"), lambda it: client(it).begin_what_if("rg", "d", BODY).result()
    yield (
        ("GET", "/subscriptions/{subscription}/operationresults/{operation}"),
        lambda it: client(it).begin_what_if("rg", "d", BODY).result(),
    )
    yield ("POST", ONE + "/exportTemplate"), lambda it: client(it).export_template("rg", "d")
    yield ("POST", ONE + "/cancel"), _cancel_deployment
    yield ("GET", operations), lambda it: list(it.deployments.deployment_operations.list("rg", "d"))
    yield ("GET", operations + "/{operation}"), _get_operation
    yield ("GET", GROUP + "/resources"), lambda it: list(it.resources.list_by_resource_group("rg"))
    yield ("DELETE", ONE), lambda it: client(it).begin_delete("rg", "d").result()


def _get_operation(local: Any) -> None:
    (first, *_) = local.deployments.deployment_operations.list("rg", "d")
    local.deployments.deployment_operations.get("rg", "d", first.operation_id)


def _cancel_deployment(local: Any) -> None:
    local.request("PUT", "/local/dials", {"deployment": {"polls": 9}})
    local.deployments.deployments.begin_create_or_update("rg", "cancelled", BODY, polling=False)
    local.deployments.deployments.cancel("rg", "cancelled")
    local.request("PUT", "/local/dials", {})


def _databricks() -> Iterator[tuple[tuple[str, str], Call]]:
    base, runs = "/api/2.0/workspace", "/api/{version}/jobs/runs"
    content = base64.b64encode(NOTEBOOK.encode()).decode()
    yield ("POST", base + "/mkdirs"), lambda it: it.workspace.mkdirs("/Shared/a")
    yield (
        ("POST", base + "/import"),
        lambda it: it.workspace.import_workspace("/Shared/a/n", "SOURCE", "PYTHON", content),
    )
    yield ("GET", base + "/export"), lambda it: it.workspace.export_workspace("/Shared/a/n", format="SOURCE")
    yield ("GET", base + "/list"), lambda it: it.workspace.list("/Shared/a")
    yield ("GET", base + "/get-status"), lambda it: it.workspace.get_status("/Shared/a/n")
    yield ("POST", runs + "/submit"), _submit
    yield ("GET", runs + "/get"), lambda it: it.jobs.get_run(_submit(it))
    yield ("GET", runs + "/list"), lambda it: it.jobs.list_runs()
    yield ("POST", runs + "/cancel"), lambda it: it.jobs.cancel_run(_submit(it))
    yield ("GET", runs + "/get-output"), lambda it: it.jobs.get_run_output(_ended(it, _submit(it)))
    yield ("POST", base + "/delete"), lambda it: it.workspace.delete("/Shared/a", recursive=True)


def _submit(local: Any) -> int:
    task = {"notebook_path": "/Shared/a/n", "base_parameters": {}}
    return int(local.jobs.submit_run(run_name="r", existing_cluster_id="c", notebook_task=task)["run_id"])


def _ended(local: Any, run_id: int) -> int:
    while local.jobs.get_run(run_id)["state"]["life_cycle_state"] not in ("TERMINATED", "INTERNAL_ERROR"):
        time.sleep(0.02)
    return run_id


def _storage() -> Iterator[tuple[tuple[str, str], Call]]:
    account, container, blob = (
        "/blob/{account}",
        "/blob/{account}/{container}",
        "/blob/{account}/{container}/{blob...}",
    )
    data = json.dumps(TEMPLATE).encode()

    def raw(local: Any) -> Any:
        return local.blobs("acct").get_container_client("raw")

    yield ("PUT", container), lambda it: raw(it).create_container()
    yield ("GET", account), lambda it: list(it.blobs("acct").list_containers())
    yield ("HEAD", container), lambda it: it.request("HEAD", "/blob/acct/raw?restype=container")
    yield ("PUT", blob), lambda it: raw(it).upload_blob("a/b.json", data)
    yield ("GET", container), lambda it: list(raw(it).list_blobs())
    yield ("GET", blob), lambda it: raw(it).download_blob("a/b.json").readall()
    yield ("HEAD", blob), lambda it: raw(it).get_blob_client("a/b.json").get_blob_properties()
    yield ("DELETE", blob), lambda it: raw(it).delete_blob("a/b.json")
    yield ("DELETE", container), lambda it: raw(it).delete_container()
