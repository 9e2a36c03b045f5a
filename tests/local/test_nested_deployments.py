"""Linked and nested templates: deployments that are resources of another."""

import json

import pytest
from azure.core.exceptions import HttpResponseError

ACCOUNT = "templates"
URI = "https://templates.blob.core.windows.net/linked"
SECRET = "pl4nted-s3cret"


def upload(local, **documents):
    """Put JSON documents into the container of linked templates."""
    container = local.blobs(ACCOUNT).get_container_client("linked")
    if not container.exists():
        container.create_container()
    for name, document in documents.items():
        container.upload_blob(f"{name}.json", json.dumps(document), overwrite=True)


def linked(name, uri, parameters=None, *depends_on):
    """A resource that deploys a linked template, as ADF Studio writes it."""
    return {
        "name": name,
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2024-03-01",
        "properties": {
            "mode": "incremental",
            "templateLink": {"uri": uri, "contentVersion": "1.0.0.0"},
            "parameters": parameters or {},
        },
        "dependsOn": [f"[resourceId('Microsoft.Resources/deployments', '{each}')]" for each in depends_on],
    }


def master(template):
    """A master of two linked templates, as ADF Studio writes it."""
    return template(
        linked("one", "[concat(parameters('containerUri'), '/one.json', parameters('sas'))]"),
        linked(
            "two",
            "[concat(parameters('containerUri'), '/two.json', parameters('sas'))]",
            {"key": {"value": "[parameters('key')]"}},
            "one",
        ),
        parameters={
            "containerUri": {"type": "string"}, "sas": {"type": "secureString"}, "key": {"type": "secureString"},
        },
    )  # fmt: skip


def given(**values):
    """The parameters of the master."""
    values = {"containerUri": URI, "sas": "?sig=" + SECRET, "key": SECRET, **values}
    return {name: {"value": value} for name, value in values.items()}


def two(template, resource, reference="p"):
    """The second linked template: a dataset with a secret, and a pipeline that needs one of the first."""
    service = {"type": "X", "typeProperties": {"password": {"type": "SecureString", "value": "[parameters('key')]"}}}
    child = {"pipeline": {"referenceName": reference, "type": "PipelineReference"}}
    activity = {"name": "a", "type": "ExecutePipeline", "typeProperties": child}
    return template(
        resource("linkedServices/ls", service),
        resource("pipelines/q", {"activities": [activity]}),
        parameters={"key": {"type": "secureString"}},
    )


@pytest.mark.parametrize("uri", [URI, "{url}/blob/templates/linked"])
def test_linked_templates_are_deployed_one_after_the_other(local, template, resource, uri):
    """Each chunk is a deployment of its own, with its parameters; no file has the secrets that went through."""
    local.with_factory()
    upload(local, one=template(resource("pipelines/p")), two=two(template, resource))
    found = local.deploy(master(template), given(containerUri=uri.format(url=local.url)), "master")
    assert [each.id.rpartition("/")[2] for each in found.properties.output_resources] == ["one", "two"]
    assert {each.name for each in local.factory.pipelines.list_by_factory("rg", "f")} == {"p", "q"}
    history = {each.name: each.properties for each in local.deployments.deployments.list_by_resource_group("rg")}
    assert {name: each.provisioning_state for name, each in history.items()} == dict.fromkeys(
        ("master", "one", "two"), "Succeeded"
    )
    assert history["two"].parameters == {"key": {"type": "SecureString"}}
    assert history["two"].template_link.uri.endswith("/linked/two.json")
    assert [path for path in local.state.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


def test_what_if_looks_into_linked_templates(local, template, resource):
    """The resources of the chunks are told, not the chunks."""
    local.with_factory()
    upload(local, one=template(resource("pipelines/p")), two=two(template, resource))
    properties = {"mode": "Incremental", "template": master(template), "parameters": given()}
    found = local.deployments.deployments.begin_what_if("rg", "d", {"properties": properties}).result()
    changes = [(each.resource_id.rpartition("/factories/")[2], each.change_type) for each in found.properties.changes]
    created = ("f/pipelines/p", "f/linkedServices/ls", "f/pipelines/q")
    assert changes == [*((name, "Create") for name in created), ("f", "Ignore")]


def test_a_chunk_that_fails_fails_the_whole(local, template, resource):
    """The reason stands innermost, as Azure wraps it; what came before stays."""
    local.with_factory()
    upload(local, one=template(resource("pipelines/p")), two=two(template, resource, "nope"))
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(master(template), given(), "master")
    (outer,) = caught.value.error.details
    (inner,) = outer.details
    assert (outer.code, inner.code) == ("ResourceDeploymentFailure", "DeploymentFailed")
    assert [each.message for each in inner.details] == [
        "The document creation or update failed because of invalid reference 'nope'."
    ]
    assert {each.name for each in local.factory.pipelines.list_by_factory("rg", "f")} == {"p"}
    assert local.deployments.deployments.get("rg", "two").properties.provisioning_state == "Failed"


@pytest.mark.parametrize("uri", [URI, "https://example.org/linked", "true"])
def test_a_link_that_leads_nowhere_is_refused_before_anything_is_deployed(local, template, resource, uri):
    """Azure's InvalidContentLink, without the signature; nothing is fetched from elsewhere."""
    local.with_factory()
    upload(local, one=template(resource("pipelines/p")))
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(master(template), given(containerUri=uri), "master")
    assert caught.value.error.code == "InvalidContentLink"
    assert "Unable to download deployment content from '" in caught.value.error.message
    assert SECRET not in caught.value.error.message
    assert list(local.deployments.deployments.list_by_resource_group("rg")) == []


def test_a_linked_template_is_checked_before_anything_is_deployed(local, template, resource):
    """A parameter that the linked template doesn't have fails the master at once."""
    local.with_factory()
    upload(local, one=template(resource("pipelines/p")), two=template(resource("pipelines/q")))
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(master(template), given(), "master")
    assert caught.value.error.code == "InvalidTemplate"
    assert list(local.factory.pipelines.list_by_factory("rg", "f")) == []


def test_template_and_parameters_may_be_links(local, template, resource):
    """A deployment by links only deploys what they lead to, and its record says where it came from."""
    local.with_factory()
    sent = template(resource("[concat('pipelines/', parameters('name'))]"), parameters={"name": {"type": "string"}})
    sent["resources"][0]["name"] = "[concat('f/', parameters('name'))]"
    sent["resources"][0]["type"] = "Microsoft.DataFactory/factories/pipelines"
    upload(local, main=sent, values={"parameters": {"name": {"value": "p"}}})
    properties = {
        "mode": "Incremental",
        "templateLink": {
            "uri": f"{URI}/main.json?sig=x",
            "queryString": f"sig={SECRET}",
            "contentVersion": "1.0.0.0",
        },
        "parametersLink": {"uri": f"{URI}/values.json"},
    }
    client = local.deployments.deployments
    client.begin_create_or_update("rg", "d", {"properties": properties}).result()
    assert [each.name for each in local.factory.pipelines.list_by_factory("rg", "f")] == ["p"]
    found = client.get("rg", "d")
    assert found.properties.template_link.uri == f"{URI}/main.json"
    assert SECRET not in json.dumps(found.as_dict())
    assert client.export_template("rg", "d").template == sent


@pytest.mark.parametrize(("scope", "wanted"), [("inner", "own"), ("outer", "outer")])
def test_a_nested_template_evaluates_in_its_scope(local, template, resource, scope, wanted):
    """Expressions of a template inside another see its own parameters, or the outer ones."""
    local.with_factory()
    inner = template(resource("pipelines/p", {"description": "[parameters('word')]"}))
    inner["parameters"] = {"word": {"type": "string", "defaultValue": "own"}}
    nested = linked("nested", "")
    nested["properties"] = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": scope},
        "template": inner,
    }
    local.deploy(template(nested, parameters={"word": {"type": "string", "defaultValue": "outer"}}))
    assert local.factory.pipelines.get("rg", "f", "p").as_dict()["properties"]["description"] == wanted
