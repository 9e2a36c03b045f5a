"""The factory and what is in it, through Azure's own SDK."""

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceModifiedError, ResourceNotFoundError

from arm.local.datafactory.kinds import PIPELINES

SAME = MatchConditions.IfNotModified
SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"
BLOB = {"type": "AzureBlobStorage", "typeProperties": {"serviceEndpoint": "https://acct.blob.core.windows.net/"}}
DATASET = {"type": "Binary", "linkedServiceName": {"referenceName": "ls", "type": "LinkedServiceReference"}}
TRIGGER = {
    "type": "ScheduleTrigger",
    "runtimeState": "Started",
    "pipelines": [{"pipelineReference": {"referenceName": "p", "type": "PipelineReference"}}],
    "typeProperties": {"recurrence": {"frequency": "Day", "interval": 1, "startTime": "2026-01-01T00:00:00Z"}},
}
KINDS = {
    "pipelines": {"activities": []},
    "linked_services": BLOB,
    "data_flows": {"type": "MappingDataFlow", "typeProperties": {}},
    "integration_runtimes": {"type": "SelfHosted"},
    "credential_operations": {"type": "ManagedIdentity", "typeProperties": {}},
    "change_data_capture": {"SourceConnectionsInfo": [], "TargetConnectionsInfo": [], "Policy": {}},
    "managed_virtual_networks": {},
}


def refused(caught):
    return caught.value.status_code, caught.value.error.code, caught.value.error.message


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_put_listed_and_got(local, kind):
    """Each kind of resource goes in as it is and comes back with its id, type and ETag."""
    client = getattr(local.with_factory().factory, kind)
    client.create_or_update("rg", "f", "Some Name", {"properties": KINDS[kind]})
    (listed,) = client.list_by_factory("rg", "f")
    found = client.get("rg", "f", "SOME name").as_dict()
    assert listed.name == found["name"] == "Some Name"
    assert KINDS[kind].items() <= found["properties"].items()
    assert found["etag"]
    assert found["id"].lower().startswith(f"/subscriptions/{SUBSCRIPTION}/resourcegroups/rg/providers/microsoft.data")
    if hasattr(client, "delete"):
        client.delete("rg", "f", "Some Name")
        assert list(client.list_by_factory("rg", "f")) == []
        client.delete("rg", "f", "Some Name")


def test_private_endpoints_live_in_their_network(local):
    """A managed private endpoint is listed in its own network only."""
    client = local.with_factory().factory
    for network in ("default", "other"):
        client.managed_virtual_networks.create_or_update("rg", "f", network, {"properties": {}})
    client.managed_private_endpoints.create_or_update("rg", "f", "default", "e", {"properties": {"groupId": "blob"}})
    (found,) = client.managed_private_endpoints.list_by_factory("rg", "f", "default")
    assert found.id.endswith("/managedVirtualNetworks/default/managedPrivateEndpoints/e")
    assert list(client.managed_private_endpoints.list_by_factory("rg", "f", "other")) == []
    client.managed_private_endpoints.delete("rg", "f", "default", "e")
    assert list(client.managed_private_endpoints.list_by_factory("rg", "f", "default")) == []


def test_global_parameters_are_the_factorys(local):
    """They read the same through the factory and through their own routes."""
    client = local.with_factory().factory
    given = {"g": {"type": "string", "value": "x"}}
    client.global_parameters.create_or_update("rg", "f", "default", {"properties": given})
    assert client.factories.get("rg", "f").as_dict()["properties"]["globalParameters"] == given
    (found,) = client.global_parameters.list_by_factory("rg", "f")
    assert found.as_dict()["properties"] == given
    client.global_parameters.delete("rg", "f", "default")
    assert list(client.global_parameters.list_by_factory("rg", "f")) == []


def test_a_factory_is_created_updated_and_deleted(local):
    """PUT replaces, PATCH keeps, DELETE takes everything with it."""
    client = local.with_factory().factory
    body = {"location": "westeurope", "tags": {"a": "1"}, "identity": {"type": "SystemAssigned"},
            "properties": {"globalParameters": {"g": {"type": "int", "value": 1}}}}  # fmt: skip
    first = client.factories.create_or_update("rg", "f", body).as_dict()
    client.factories.update("rg", "f", {"tags": {"b": "2"}})
    found = client.factories.get("rg", "F").as_dict()
    assert found["tags"] == {"b": "2"}
    assert found["properties"]["globalParameters"] == body["properties"]["globalParameters"]
    assert found["identity"] == first["identity"]
    assert found["properties"]["createTime"] == first["properties"]["createTime"]
    assert [each.name for each in client.factories.list()] == ["f"]
    assert [each.name for each in client.factories.list_by_resource_group("rg")] == ["f"]
    client.pipelines.create_or_update("rg", "f", "p", {"properties": {}})
    client.factories.delete("rg", "f")
    client.factories.create_or_update("rg", "f", {"location": "westeurope"})
    assert list(client.pipelines.list_by_factory("rg", "f")) == []


def test_a_change_meant_for_another_version_is_refused(local):
    """If-Match with an old ETag is 412; If-None-Match with the current one is 304."""
    client = local.with_factory().factory.pipelines
    old = client.create_or_update("rg", "f", "p", {"properties": {}}).etag
    matching = {"etag": old, "match_condition": SAME}
    new = client.create_or_update("rg", "f", "p", {"properties": {}}, **matching).etag
    assert new != old
    with pytest.raises(ResourceModifiedError) as caught:
        client.create_or_update("rg", "f", "p", {"properties": {}}, **matching)
    assert caught.value.status_code == 412
    path = local.azure.resources.get((SUBSCRIPTION, "rg", "f"), PIPELINES, "p")["id"]
    assert local.request("GET", path, headers={"If-None-Match": f'"{new}"'})[0] == 304


def test_a_factory_is_replaced_only_in_the_version_that_was_meant(local):
    """PUT with the ETag of an earlier version is 412 and changes nothing; with the current one it replaces."""
    client = local.with_factory().factory.factories
    old = client.get("rg", "f").as_dict()["eTag"]
    client.update("rg", "f", {"tags": {"by": "somebody else"}})
    body = {"location": "westeurope", "tags": {"by": "me"}}
    with pytest.raises(ResourceModifiedError) as caught:
        client.create_or_update("rg", "f", body, etag=old.strip('"'), match_condition=SAME)
    assert caught.value.status_code == 412
    found = client.get("rg", "f").as_dict()
    assert found["tags"] == {"by": "somebody else"}
    client.create_or_update("rg", "f", body, etag=found["eTag"].strip('"'), match_condition=SAME)
    assert client.get("rg", "f").as_dict()["tags"] == {"by": "me"}


def test_references_must_be_there(local):
    """What refers to what isn't there is refused; an inactive activity refers to nothing, a capture isn't checked."""
    client = local.with_factory().factory
    with pytest.raises(HttpResponseError) as caught:
        client.datasets.create_or_update("rg", "f", "d", {"properties": DATASET})
    assert refused(caught) == (
        400,
        "BadRequest",
        "The document creation or update failed because of invalid reference 'ls'.",
    )
    copy = {"name": "c", "type": "Copy", "inputs": [{"referenceName": "nope", "type": "DatasetReference"}]}
    with pytest.raises(HttpResponseError):
        client.pipelines.create_or_update("rg", "f", "p", {"properties": {"activities": [copy]}})
    capture = {"SourceConnectionsInfo": [{"Connection": {"linkedService": DATASET["linkedServiceName"]}}]}
    client.change_data_capture.create_or_update("rg", "f", "c", {"properties": capture})
    inactive = {"activities": [{**copy, "state": "Inactive"}]}
    client.pipelines.create_or_update("rg", "f", "p", {"properties": inactive})


def test_what_is_referred_to_stays(local):
    """Deleting it is refused with the name of the resource that needs it."""
    client = local.with_factory().factory
    client.linked_services.create_or_update("rg", "f", "ls", {"properties": BLOB})
    client.datasets.create_or_update("rg", "f", "d", {"properties": DATASET})
    with pytest.raises(HttpResponseError) as caught:
        client.linked_services.delete("rg", "f", "LS")
    assert refused(caught) == (400, "BadRequest", "The document cannot be deleted since it is referenced by d.")
    client.datasets.delete("rg", "f", "d")
    client.linked_services.delete("rg", "f", "ls")


def test_what_is_not_there_is_not_found(local):
    """A missing resource and a missing factory are told apart."""
    client = local.with_factory().factory
    with pytest.raises(ResourceNotFoundError) as caught:
        client.pipelines.get("rg", "f", "nope")
    assert caught.value.error.code == "EntityNotFound"
    with pytest.raises(ResourceNotFoundError) as caught:
        client.pipelines.get("rg", "nope", "p")
    assert caught.value.error.code == "ResourceNotFound"
    assert "'Microsoft.DataFactory/factories/nope' under resource group 'rg'" in caught.value.error.message
    with pytest.raises(ResourceNotFoundError) as caught:
        client.factories.get("nope", "f")
    assert caught.value.error.code == "ResourceGroupNotFound"


def test_a_new_trigger_is_stopped_and_a_started_one_stays_as_it_is(local):
    """Whatever its source says, a trigger arrives stopped; while started it can't be changed or deleted."""
    client = local.with_factory().factory
    client.pipelines.create_or_update("rg", "f", "p", {"properties": {}})
    made = client.triggers.create_or_update("rg", "f", "t", {"properties": TRIGGER}).as_dict()
    assert made["properties"]["runtimeState"] == "Stopped"
    client.triggers.begin_start("rg", "f", "t").result()
    assert client.triggers.get("rg", "f", "t").as_dict()["properties"]["runtimeState"] == "Started"
    for change in (
        lambda: client.triggers.create_or_update("rg", "f", "t", {"properties": TRIGGER}),
        lambda: client.triggers.delete("rg", "f", "t"),
    ):
        with pytest.raises(HttpResponseError) as caught:
            change()
        assert refused(caught)[:2] == (400, "TriggerEnabledCannotUpdate")
    client.triggers.begin_stop("rg", "f", "t").result()
    client.triggers.create_or_update("rg", "f", "t", {"properties": TRIGGER})
    assert client.triggers.get("rg", "f", "t").as_dict()["properties"]["runtimeState"] == "Stopped"
    assert [each.name for each in client.triggers.query_by_factory("rg", "f", {}).value] == ["t"]
    client.triggers.delete("rg", "f", "t")


def test_a_started_trigger_fails_a_deployment(local, template, resource):
    """A deployment that changes a started trigger fails with Azure's code."""
    local.with_factory()
    local.deploy(template(resource("pipelines/p"), resource("triggers/t", TRIGGER, "pipelines/p")))
    local.factory.triggers.begin_start("rg", "f", "t").result()
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(template(resource("triggers/t", TRIGGER)))
    assert [each.code for each in caught.value.error.details] == ["TriggerEnabledCannotUpdate"]
    assert local.factory.triggers.get("rg", "f", "t").as_dict()["properties"]["runtimeState"] == "Started"


def test_strings_that_are_not_unicode_come_back(local):
    """Half of a surrogate pair, which JSON can write, is kept and given back."""
    local.with_factory()
    path = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.DataFactory/factories/f/pipelines/p"
    assert local.request("PUT", path, b'{"properties": {"description": "\\ud800 \\u00e4"}}')[0] == 200
    assert local.request("GET", path)[2]["properties"]["description"] == "\ud800 ä"
    assert local.request("GET", "/")[0] == 200
