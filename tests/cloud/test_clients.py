"""The clients against Local Azure, over HTTP: what they give back, and how they tell a failure."""

import pytest

from arm.cloud.connection import connect_to_local
from arm.cloud.data_factory import DataFactory
from arm.cloud.databricks import Databricks
from arm.cloud.local_requests import ask
from arm.cloud.resource_manager import ResourceManager
from arm.errors import TargetError
from arm.local import launcher
from arm.settings import Target
from arm.settings.target import Databricks as Workspace
from arm.settings.target import Storage

NAME = "[concat(parameters('factoryName'), '/p')]"


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """A connection to a Local Azure of its own, in which the factory is there."""
    state = tmp_path_factory.mktemp("state")
    instance = launcher.ensure(state)
    target = Target("local", "s" * 8, "rg", "adf", "westeurope", Workspace(cluster_id="c"), Storage("acc"))
    found = connect_to_local(target, instance.url, instance.token)
    ResourceManager(found).create_resource_group()
    DataFactory(found).put({"location": "westeurope"})
    yield found
    launcher.stop(state)


def template(**resource):
    """A template of one pipeline."""
    pipeline = {"name": NAME, "type": "Microsoft.DataFactory/factories/pipelines", "apiVersion": "2018-06-01"}
    return {
        "$schema": "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"factoryName": {"type": "string"}},
        "resources": [{**pipeline, "properties": {"activities": []}, **resource}],
    }


def deploy(connection, document, parameters):
    """Deploy and give back the deployment's properties and the operations heard of."""
    heard = []
    manager = ResourceManager(connection)
    done = manager.deploy("d", document, parameters, tags={}, operation=lambda *each: heard.append(each))
    return done, heard


def test_a_deployment_tells_each_resource(connection):
    """Progress names the resource and its provisioning state."""
    done, heard = deploy(connection, template(), {"factoryName": {"value": "adf"}})
    assert done["provisioningState"] == "Succeeded"
    assert ("Microsoft.DataFactory/factories/pipelines/adf/p", "Succeeded") in heard
    assert DataFactory(connection).resources("pipelines").keys() == {"p"}


@pytest.mark.parametrize(
    ("document", "parameters", "told"),
    [
        (template(), {"factoryName": {"value": "adf"}, "nope": {"value": 1}}, "InvalidTemplate"),
        (template(), {}, "InvalidTemplate"),
        (template(), {"factoryName": {"value": "missing"}}, "missing"),
    ],
    ids=["unknown-parameter", "missing-parameter", "missing-factory"],
)
def test_a_refused_deployment_is_told_with_azures_code(connection, document, parameters, told):
    """One line with the innermost code and message, whatever the SDK raised."""
    with pytest.raises(TargetError, match="deployment d: ") as caught:
        deploy(connection, document, parameters)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_there_is_told_apart_from_a_failure(connection):
    """A missing factory or folder is an answer, a missing pipeline to run is a failure."""
    assert DataFactory(connection).get() is not None
    assert Databricks(connection).notebooks("/Nowhere") == []
    with pytest.raises(TargetError, match="start pipeline nope: "):
        DataFactory(connection).start_run("nope", {})


def test_notebooks_go_to_the_workspace_and_are_listed(connection):
    """An import replaces an earlier one."""
    client = Databricks(connection)
    client.make_folder("/Shared/x")
    for source in ("# Databricks notebook source\n1\n", "# Databricks notebook source\n2\n"):
        client.import_notebook("/Shared/x/n", source)
    assert client.notebooks("/Shared/x") == ["/Shared/x/n"]


def test_nobody_there_is_told_in_one_line():
    """A target that doesn't answer is the other side's failure, in both SDKs."""
    target = Target("local", "s", "rg", "adf", "westeurope", Workspace(), Storage())
    nobody = connect_to_local(target, "http://127.0.0.1:9", "t")
    with pytest.raises(TargetError, match="read factory adf: no answer: "):
        DataFactory(nobody).get()
    with pytest.raises(TargetError, match="make workspace folder /a: no answer: "):
        Databricks(nobody).make_folder("/a")


def test_a_local_azure_that_has_gone_is_told_in_one_line():
    """What only Local Azure has is asked for without an SDK; the line says the same, and what to do."""
    said = "^Local Azure doesn't answer: .*refused.* — start it anew: invoke local.start$"
    with pytest.raises(TargetError, match=said):
        ask("http://127.0.0.1:9", "t", "GET", "/local/status")
