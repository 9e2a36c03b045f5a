"""What an environment makes of the template deploys as it was written; what doesn't fit is refused everywhere."""

import json

import pytest

from arm.template.values import is_secure

AZURE = {
    "AZURE_SUBSCRIPTION_ID": "11111111-2222-3333-4444-555555555555",
    "AZURE_TENANT_ID": "22222222-2222-2222-2222-222222222222",
    "AML_CLIENT_ID": "33333333-2222-3333-4444-555555555555",
    "DATABRICKS_HOST": "https://adb-1.azuredatabricks.net",
    "DATABRICKS_CLUSTER_ID": "0101-000000-abc",
}
GROUP, FACTORY = "devops-ds-uat-rg", "devops-ds-uat-adf"
MISFITS = {
    "unknown-override": ('"parameters": {', '"parameters": {"Nowhere_properties_x": "y",', "Nowhere_properties_x"),
    "wrong-type": ('"devops-ds-local-rg"\n  },', "7\n  },", "is of type string, not int"),
    "unappliable-patch": (
        '"triggers": {',
        '"patches": [{"resource": "pipelines/data-ingestion-pipeline", "operations": [{"op": "test", '
        '"path": "/properties/folder/name", "value": "x"}]}],\n  "triggers": {',
        "operation 1 (test /properties/folder/name)",
    ),
}


def clients(connection):
    """Azure's own clients for resource groups, deployments and the factory, pointed at a running Local Azure."""
    from azure.core.pipeline.policies import SansIOHTTPPolicy
    from azure.mgmt.datafactory import DataFactoryManagementClient
    from azure.mgmt.resource.deployments import DeploymentsMgmtClient
    from azure.mgmt.resource.resources import ResourceManagementClient

    class TokenPolicy(SansIOHTTPPolicy):
        def on_request(self, request):
            request.http_request.headers["Authorization"] = f"Bearer {connection['token']}"

    options = {"base_url": connection["url"], "authentication_policy": TokenPolicy(), "polling_interval": 0.01}
    subscription = AZURE["AZURE_SUBSCRIPTION_ID"]
    kinds = (ResourceManagementClient, DeploymentsMgmtClient, DataFactoryManagementClient)
    return [kind(object(), subscription, **options) for kind in kinds]


def test_what_patch_writes_for_uat_deploys_as_it_is(deployed):
    """Every parameter has an entry, a secure one by reference or placeholder, and Local Azure takes it."""
    done = deployed.invoke("patch", "--env", "uat", **AZURE)
    assert done.returncode == 0, done.stderr
    folder = deployed.folder / "build" / "uat"
    template = json.loads((folder / "ARMTemplateForFactory.json").read_text(encoding="utf-8"))
    given = json.loads((folder / "ARMTemplateParametersForFactory.json").read_text(encoding="utf-8"))["parameters"]
    assert given.keys() == template["parameters"].keys()
    secure = [given[name] for name, declared in template["parameters"].items() if is_secure(declared)]
    assert secure
    assert all("reference" in entry or str(entry["value"]).startswith("${") for entry in secure)
    resources, deployments, factory = clients(deployed.connection())
    resources.resource_groups.create_or_update(GROUP, {"location": "westeurope"})
    factory.factories.create_or_update(GROUP, FACTORY, {"location": "westeurope"})
    body = {"properties": {"mode": "Incremental", "template": template, "parameters": given}}
    made = deployments.deployments.begin_create_or_update(GROUP, "uat", body).result()
    assert made.properties.provisioning_state == "Succeeded"
    assert [one.name for one in factory.pipelines.list_by_factory(GROUP, FACTORY)] == ["data-ingestion-pipeline"]


@pytest.mark.parametrize("misfit", MISFITS)
def test_what_does_not_fit_is_found_and_refused(workspace, misfit):
    """validate tells it as a finding (1); patch, plan and deploy refuse it as wrong input (2), with file and line."""
    old, new, told = MISFITS[misfit]
    workspace.edit("parameter-overrides/local.json", old, new)
    done = workspace.invoke("validate", "--env", "local")
    assert done.returncode == 1
    assert told in done.stdout and "parameter-overrides/local.json:" in done.stdout
    for task in ("patch", "plan", "deploy"):
        done = workspace.invoke(task, "--env", "local")
        assert done.returncode == 2, (task, done.stderr)
        assert told in done.stderr and "parameter-overrides/local.json:" in done.stderr
        assert "Traceback" not in done.stderr
