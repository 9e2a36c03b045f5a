"""What-if: what a deployment would change, through Azure's own SDK."""

import json

import pytest
from azure.core.exceptions import HttpResponseError
from hypothesis import given
from hypothesis import strategies as st

from arm.local.resource_manager.delta import delta

SECRET = "pl4nted-s3cret"


def predicted(local, template, parameters=None, **properties):
    """The changes that what-if tells, by the end of the resource's id."""
    sent = {"mode": "Incremental", "template": template, "parameters": parameters or {}, **properties}
    found = local.deployments.deployments.begin_what_if("rg", "d", {"properties": sent}).result()
    assert found.status == "Succeeded"
    return {
        each["resourceId"].rpartition("/factories/")[2]: each for each in found.as_dict()["properties"]["changes"]
    }


def test_what_is_created_modified_and_left_alone(local, template, resource):
    """Each resource of the template has its kind of change, with the paths that differ; nothing is deployed."""
    local.with_factory()
    local.deploy(
        template(resource("pipelines/same", {"description": "x"}), resource("pipelines/other", {"a": [1, 2]}))
    )
    sent = template(
        resource("pipelines/same", {"description": "x"}),
        resource("pipelines/other", {"a": [1, 3, 4], "description": "new"}),
        resource("pipelines/new", {}),
    )
    found = predicted(local, sent)
    assert {name: each["changeType"] for name, each in found.items()} == {
        "f/pipelines/same": "NoChange",
        "f/pipelines/other": "Modify",
        "f/pipelines/new": "Create",
        "f": "Ignore",
    }
    assert found["f/pipelines/other"]["delta"] == [
        {
            "path": "properties.a",
            "propertyChangeType": "Array",
            "children": [
                {"path": "1", "propertyChangeType": "Modify", "before": 2, "after": 3},
                {"path": "2", "propertyChangeType": "Create", "after": 4},
            ],
        },
        {"path": "properties.description", "propertyChangeType": "Create", "after": "new"},
    ]
    assert {each.name for each in local.factory.pipelines.list_by_factory("rg", "f")} == {"same", "other"}
    assert len(list(local.deployments.deployments.list_by_resource_group("rg"))) == 1


def test_ids_only_if_no_more_is_asked_for(local, template, resource):
    """With ResourceIdOnly no description of a resource is sent."""
    local.with_factory()
    settings = {"resultFormat": "ResourceIdOnly"}
    found = predicted(local, template(resource("pipelines/p")), whatIfSettings=settings)
    assert all(each.keys() == {"resourceId", "changeType"} for each in found.values())


def test_secrets_are_not_told(local, template, resource):
    """A secret that would be deployed is masked, before and after."""
    local.with_factory()
    service = {"type": "X", "typeProperties": {"password": {"type": "SecureString", "value": "[parameters('s')]"}}}
    sent = template(resource("linkedServices/ls", service), parameters={"s": {"type": "secureString"}})
    found = [predicted(local, sent, {"s": {"value": SECRET}})]
    local.deploy(sent, {"s": {"value": SECRET}})
    found.append(predicted(local, sent, {"s": {"value": SECRET + "2"}}))
    assert [each["f/linkedServices/ls"]["changeType"] for each in found] == ["Create", "NoChange"]
    assert SECRET not in json.dumps(found)


def test_a_factory_and_its_triggers(local, template, resource):
    """A factory's tags are compared without what the service adds; a trigger's state is no change."""
    factory = {"name": "f", "type": "Microsoft.DataFactory/factories", "location": "westeurope", "properties": {}}
    local.groups.create_or_update("rg", {"location": "westeurope"})
    assert predicted(local, template(factory))["f"]["changeType"] == "Create"
    local.deploy(template(factory, {**resource("triggers/t"), "dependsOn": ["Microsoft.DataFactory/factories/f"]}))
    local.factory.triggers.begin_start("rg", "f", "t").result()
    found = predicted(
        local, template({**factory, "tags": {"a": "1"}}, resource("triggers/t", {"runtimeState": "Stopped"}))
    )
    assert found["f"]["delta"] == [{"path": "tags", "propertyChangeType": "Create", "after": {"a": "1"}}]
    assert found["f/triggers/t"]["changeType"] == "NoChange"


def test_what_azure_refuses_is_refused(local, template):
    """An invalid template has no prediction."""
    local.with_factory()
    with pytest.raises(HttpResponseError) as caught:
        predicted(local, template(parameters={"p": {"type": "string"}}))
    assert caught.value.error.code == "InvalidTemplate"


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abc"), documents), st.dictionaries(st.sampled_from("abc"), documents))
def test_there_is_a_delta_where_there_is_a_difference(before, after):
    """No change is missed and none is made up (true and 1 are different values)."""
    assert (delta(before, after) == []) == (json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True))
