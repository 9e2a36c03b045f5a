"""What must be there before a deployment to Azure: asked for with the command that makes it."""

from dataclasses import replace

from arm.commands.deployment.options import Options
from arm.commands.deployment.planning import make_plan
from arm.commands.deployment.prepared import prepare
from arm.commands.deployment.prerequisites import missing_places
from arm.settings import load_environment
from tests.deployment.conftest import ENVIRONMENT

STORAGE = {"account": "acc", "mounts": {"/mnt/raw": "raw", "/mnt/other": "other"}}


def test_azure_is_asked_for_containers_too(site):
    """A container that isn't there is named with its az command, as are resource group and factory."""
    site.environment({**ENVIRONMENT, "target": {**ENVIRONMENT["target"], "storage": STORAGE}})
    site.target.azure.storage.create_container("acc", "raw")
    environment = load_environment(site.settings, "local")
    options = Options()
    prepared = prepare(site.settings, environment, options.parts, from_dir=None, sets=(), notify=lambda _: None)
    azure = replace(environment, target=replace(environment.target, kind="azure"))
    planned = make_plan(replace(prepared, environment=azure), options)
    commands = [each.command for each in missing_places(planned, lambda _: None)]
    assert commands == [
        "az group create --name devops-ds-local-rg --location westeurope",
        "az datafactory create --resource-group devops-ds-local-rg --factory-name devops-ds-local-adf "
        "--location westeurope",
        "invoke deploy makes it",
        "az storage container create --account-name acc --name other --auth-mode login",
    ]
