"""Deployments of ARM templates through Azure's own SDK."""

import time

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError

SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"
DEPLOYMENT = "/providers/Microsoft.Resources/deployments/d"


def states(local, name):
    """The states of a deployment's operations, by resource name."""
    operations = local.deployments.deployment_operations.list("rg", name)
    return {each.properties.target_resource.resource_name: each.properties.provisioning_state for each in operations}


def one(name, kind):
    """The properties of a deployment of one resource."""
    return {"mode": "Incremental", "template": {"resources": [{"name": name, "type": kind}]}}


def error(caught):
    """The error in the body of a refusal."""
    found = caught.value.error
    return {"code": found.code, "message": found.message}


def test_a_template_is_deployed_with_its_parameters(local, template, resource):
    """Parameters, variables and functions are evaluated by Local Azure itself, in the order of dependsOn."""
    local.with_factory()
    found = local.deploy(
        template(
            resource("pipelines/p", {"description": "[variables('text')]"}, "pipelines/first"),
            resource("pipelines/first", {"annotations": ["[parameters('n')]", "[[literal]"]}),
            parameters={"n": {"type": "int"}, "word": {"type": "string", "defaultValue": "it"}},
            variables={"text": "[toUpper(parameters('word'))]"},
            outputs={"o": {"type": "string", "value": "[concat(parameters('word'), '!')]"}},
        ),
        {"n": {"value": 7}},
        "release",
    )
    assert found.properties.provisioning_state == "Succeeded"
    assert found.properties.outputs == {"o": {"type": "String", "value": "it!"}}
    assert found.properties.parameters["n"] == {"type": "Int", "value": 7}
    names = [each.id.rpartition("/")[2] for each in found.properties.output_resources]
    assert names == ["first", "p"]
    pipeline = local.factory.pipelines.get("rg", "f", "first").as_dict()
    assert pipeline["properties"]["annotations"] == [7, "[literal]"]
    assert local.factory.pipelines.get("rg", "f", "p").as_dict()["properties"]["description"] == "IT"


def test_validate_accepts_and_deploys_nothing(local, template, resource):
    """A valid template validates, and nothing is there afterwards."""
    local.with_factory()
    body = {"properties": {"mode": "Incremental", "template": template(resource("pipelines/p"))}}
    found = local.deployments.deployments.begin_validate("rg", "d", body).result()
    assert found.properties.provisioning_state == "Succeeded"
    assert [each.id.rpartition("/")[2] for each in found.properties.validated_resources] == ["p"]
    assert list(local.factory.pipelines.list_by_factory("rg", "f")) == []
    assert list(local.deployments.deployments.list_by_resource_group("rg")) == []


@pytest.mark.parametrize("action", ["begin_validate", "begin_create_or_update"])
def test_a_template_that_azure_refuses_is_refused_at_once(local, template, action):
    """Validate and create answer 400 InvalidTemplate in Azure's words, and leave no record."""
    local.with_factory()
    body = {"properties": {"mode": "Incremental", "template": template(parameters={"p": {"type": "string"}})}}
    status, _, found = local.request(
        "POST" if "validate" in action else "PUT",
        "/subscriptions/00000000-0000-0000-0000-00000000000a/resourcegroups/rg/providers/Microsoft.Resources"
        "/deployments/d" + ("/validate" if "validate" in action else ""),
        body,
    )
    assert (status, found["error"]["code"]) == (400, "InvalidTemplate")
    assert "The value for the template parameter 'p' is not provided" in found["error"]["message"]
    assert list(local.deployments.deployments.list_by_resource_group("rg")) == []


def test_a_missing_resource_group_is_told(local, template):
    """Nothing is deployed where there is no resource group."""
    with pytest.raises(ResourceNotFoundError) as caught:
        local.deploy(template())
    assert error(caught) == {
        "code": "ResourceGroupNotFound",
        "message": "Resource group 'rg' could not be found.",
    }


def test_a_missing_factory_fails_the_deployment(local, template, resource):
    """A template without the factory needs the factory to be there."""
    local.groups.create_or_update("rg", {"location": "westeurope"})
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(template(resource("pipelines/p")), name="d")
    assert caught.value.error.code == "DeploymentFailed"
    assert [each.code for each in caught.value.error.details] == ["ParentResourceNotFound"]
    assert states(local, "d") == {"f/p": "Failed"}


def test_a_template_may_bring_its_factory(local, template, resource):
    """The factory of a template is deployed first, with its identity and global parameters."""
    local.groups.create_or_update("rg", {"location": "westeurope"})
    factory = {
        "name": "f",
        "type": "Microsoft.DataFactory/factories",
        "apiVersion": "2018-06-01",
        "location": "northeurope",
        "identity": {"type": "SystemAssigned"},
        "properties": {"globalParameters": {"g": {"type": "int", "value": 1}}},
    }
    pipeline = {**resource("pipelines/p"), "dependsOn": ["Microsoft.DataFactory/factories/f"]}
    local.deploy(template(pipeline, factory))
    found = local.factory.factories.get("rg", "f").as_dict()
    assert (found["location"], found["properties"]["globalParameters"]["g"]["value"]) == ("northeurope", 1)
    assert found["identity"]["principalId"]


def test_what_depends_on_a_failed_resource_is_not_tried(local, template, resource):
    """The failed one is told, those that need it are left out, the others are deployed."""
    local.with_factory()
    missing = {"linkedServiceName": {"referenceName": "nope", "type": "LinkedServiceReference"}}
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(
            template(
                resource("datasets/bad", missing),
                resource("pipelines/after", {}, "datasets/bad"),
                resource("pipelines/other"),
            ),
            name="d",
        )
    assert [(each.code, each.message) for each in caught.value.error.details] == [
        ("BadRequest", "The document creation or update failed because of invalid reference 'nope'.")
    ]
    assert states(local, "d") == {"f/bad": "Failed", "f/other": "Succeeded"}
    assert local.deployments.deployments.get("rg", "d").properties.provisioning_state == "Failed"


def test_polls_drive_a_deployment_and_it_can_be_cancelled(local, template, resource):
    """With the dial, each poll lets it go on by a share: half is deployed when it is cancelled half-way."""
    local.with_factory()
    local.request("PUT", "/local/dials", {"deployment": {"polls": 4}})
    pipelines = [resource(f"pipelines/p{n}") for n in range(8)]
    body = {"properties": {"mode": "Incremental", "template": template(*pipelines)}}
    path = "/subscriptions/s/resourcegroups/rg/providers/Microsoft.Resources/deployments/d"
    local.request("PUT", "/subscriptions/s/resourcegroups/rg", {"location": "westeurope"})
    local.request(
        "PUT", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataFactory/factories/f", {"location": "x"}
    )
    status, headers, _ = local.request("PUT", path + "?api-version=1", body)
    assert status == 201
    poll = headers["Azure-AsyncOperation"].removeprefix(local.url)
    assert local.request("GET", poll)[2] == {"status": "Running"}
    assert local.request("GET", poll)[2] == {"status": "Running"}
    assert local.request("POST", path + "/cancel")[0] == 204
    assert local.request("GET", poll)[2] == {"status": "Canceled"}
    listed = local.request(
        "GET", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataFactory/factories/f/pipelines"
    )[2]
    assert [each["name"] for each in listed["value"]] == ["p0", "p1", "p2", "p3"]
    status, _, found = local.request("POST", path + "/cancel")
    assert (status, found["error"]["code"]) == (409, "DeploymentCannotBeCancelled")


def test_polls_bring_a_deployment_to_its_end(local, template, resource):
    """With the dial, a client that waits sees it succeed with the last poll."""
    local.with_factory()
    local.request("PUT", "/local/dials", {"deployment": {"polls": 3}})
    found = local.deploy(template(*[resource(f"pipelines/p{n}") for n in range(5)]))
    assert found.properties.provisioning_state == "Succeeded"
    requests = local.request("GET", "/local/requests")[2]["value"]
    assert sum("/operationStatuses/" in each["path"] for each in requests) == 3


def test_a_deployment_goes_on_by_itself_once_nobody_has_to_poll(local, template, resource):
    """A client that is gone polls no more: with the dials set back the deployment still comes to its end."""
    local.with_factory()
    local.request("PUT", "/local/dials", {"deployment": {"polls": 3}})
    body = {"properties": {"mode": "Incremental", "template": template(resource("pipelines/p"))}}
    local.deployments.deployments.begin_create_or_update("rg", "d", body, polling=False)
    local.deployments.deployments.begin_create_or_update(
        "rg", "empty", {"properties": {"mode": "Incremental", "template": template()}}, polling=False
    )
    client = local.deployments.deployments
    while client.get("rg", "empty").properties.provisioning_state != "Succeeded":
        time.sleep(0.01)
    assert client.get("rg", "d").properties.provisioning_state == "Running"
    local.request("PUT", "/local/dials", {})
    while client.get("rg", "d").properties.provisioning_state != "Succeeded":
        time.sleep(0.01)


def test_a_name_that_is_active_is_not_replaced(local, template, resource):
    """A second deployment of the same name waits until the first has ended."""
    local.with_factory()
    local.request("PUT", "/local/dials", {"deployment": {"polls": 9}})
    body = {"properties": {"mode": "Incremental", "template": template(resource("pipelines/p"))}}
    local.deployments.deployments.begin_create_or_update("rg", "d", body, polling=False)
    with pytest.raises(ResourceExistsError) as caught:
        local.deployments.deployments.begin_create_or_update("rg", "d", body, polling=False)
    assert caught.value.error.code == "DeploymentActive"


def test_history_tags_and_template_are_kept(local, template, resource):
    """Deployments are listed newest first, with tags; the exported template is the one that was sent."""
    local.with_factory()
    sent = template(resource("pipelines/p", {"description": "[parameters('d')]"}),
                    parameters={"d": {"type": "string", "defaultValue": "x"}})  # fmt: skip
    client = local.deployments.deployments
    for name in ("one", "two"):
        body = {"properties": {"mode": "Incremental", "template": sent}, "tags": {"release": name}}
        client.begin_create_or_update("rg", name, body).result()
    found = list(client.list_by_resource_group("rg"))
    assert [(each.name, each.tags) for each in found] == [("two", {"release": "two"}), ("one", {"release": "one"})]
    assert client.export_template("rg", "one").template == sent
    assert client.check_existence("rg", "ONE")
    assert not client.check_existence("rg", "three")
    client.begin_delete("rg", "one").result()
    with pytest.raises(ResourceNotFoundError):
        client.get("rg", "one")


def test_operations_and_deployments_come_in_pages(local, template, resource):
    """More than 50 of them take more than one request, and the client gets them all."""
    local.with_factory()
    local.deploy(template(*[resource(f"pipelines/p{n}") for n in range(120)]), name="d")
    assert len(list(local.deployments.deployment_operations.list("rg", "d"))) == 120
    assert len(list(local.factory.pipelines.list_by_factory("rg", "f"))) == 120
    one = next(iter(local.deployments.deployment_operations.list("rg", "d")))
    assert local.deployments.deployment_operations.get("rg", "d", one.operation_id).id == one.id


@pytest.mark.parametrize(
    ("properties", "status", "code"),
    [
        ({"mode": "Complete", "template": {"resources": []}}, 501, "NotImplemented"),
        ({"mode": "Sideways", "template": {"resources": []}}, 400, "InvalidDeploymentMode"),
        ({"mode": "Incremental", "templateLink": {"relativePath": "x"}}, 501, "NotImplemented"),
        (
            {"mode": "Incremental", "templateLink": {"uri": "x"}, "template": {"a": 1}},
            400,
            "InvalidTemplateDeployment",
        ),
        (one("s", "Microsoft.Storage/accounts"), 501, "NotImplemented"),
        (one("f/x", "Microsoft.DataFactory/factories/nope"), 501, "NotImplemented"),
    ],
)
def test_what_is_not_done_here_says_so(local, properties, status, code):
    """What Local Azure can't do is refused with where to add it, never taken for done."""
    local.with_factory()
    path = f"/subscriptions/00000000-0000-0000-0000-00000000000a/resourcegroups/rg{DEPLOYMENT}"
    found = local.request("PUT", path, {"properties": properties})
    assert (found[0], found[2]["error"]["code"]) == (status, code)
    if status == 501:
        assert "arm/local/" in found[2]["error"]["message"]


def fill_history(local, count):
    """Put so many ended deployments into the history of group `rg`."""
    local.groups.create_or_update("rg", {"location": "westeurope"})
    for number in range(count):
        properties = {"provisioningState": "Succeeded", "timestamp": f"2026-01-01T00:00:00.{number:07}Z"}
        key = ("deployments", SUBSCRIPTION, "rg", f"old{number:03}")
        local.azure.store.put(key, {"id": f"/x/{number}", "name": f"old{number:03}", "properties": properties})


def test_the_history_is_cleaned_before_it_is_full(local, template):
    """Above 775 deployments the oldest go, down to 750; a name that is used again adds none."""
    fill_history(local, 775)
    local.deploy(template(), name="old774")
    assert len(list(local.deployments.deployments.list_by_resource_group("rg"))) == 775
    local.deploy(template(), name="new")
    found = [each.name for each in local.deployments.deployments.list_by_resource_group("rg")]
    assert (len(found), found[0], found[-1]) == (750, "new", "old026")


def test_a_full_history_refuses_the_next_deployment(local, template):
    """Where nothing is cleaned the 801st deployment is refused in Azure's words; after a deletion there is room."""
    fill_history(local, 800)
    local.request("PUT", "/local/dials", {"deployment": {"cleaning": False}})
    with pytest.raises(ResourceExistsError) as caught:
        local.deploy(template(), name="d")
    assert error(caught) == {
        "code": "DeploymentQuotaExceeded",
        "message": "Creating the deployment 'd' would exceed the quota of '800'. The current deployment count is "
        "'800', please delete some deployments before creating a new one. "
        "Please see https://aka.ms/arm-deploy for usage details.",
    }
    local.deployments.deployments.begin_delete("rg", "old000").result()
    assert local.deploy(template(), name="d").name == "d"


def test_what_is_too_much_for_one_deployment_is_refused(local, template, resource):
    """801 resources and more than 4 MB, in the words that people quote; the dial takes the limits away."""
    local.with_factory()
    many = template(*[resource(f"pipelines/p{number}") for number in range(801)])
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(many)
    assert "The number of template resources limit exceeded. Limit: '800' and actual: '801'" in str(caught.value)
    large = template(resource("pipelines/p", {"description": "x" * 4 * 1024 * 1024}))
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(large)
    assert (caught.value.status_code, error(caught)) == (
        413,
        {"code": "RequestContentTooLarge", "message": "The request content size exceeds the maximum size of 4 MB."},
    )
    local.request("PUT", "/local/dials", {"deployment": {"limits": False}})
    assert local.deploy(large).properties.provisioning_state == "Succeeded"


def test_an_empty_deployment_keeps_a_record(local, template):
    """A deployment of nothing can be read back: parameters, outputs and tags; of a secure parameter its type only."""
    local.groups.create_or_update("rg", {"location": "westeurope"})
    sent = template(
        parameters={"digest": {"type": "string"}, "secret": {"type": "secureString"}},
        outputs={"state": {"type": "object", "value": {"t": "Started"}}},
    )
    parameters = {"digest": {"value": "abc"}, "secret": {"value": "pl4nted"}}
    body = {
        "properties": {"mode": "Incremental", "template": sent, "parameters": parameters},
        "tags": {"release": "r1"},
    }
    local.deployments.deployments.begin_create_or_update("rg", "record", body).result()
    found = local.deployments.deployments.get("rg", "record")
    assert found.tags == {"release": "r1"}
    assert found.properties.parameters == {
        "digest": {"type": "String", "value": "abc"},
        "secret": {"type": "SecureString"},
    }
    assert found.properties.outputs == {"state": {"type": "Object", "value": {"t": "Started"}}}
