"""Who we are to Azure: a pipeline's service connection, a managed identity, or the `az login` of a person."""

import os
from dataclasses import dataclass
from typing import Any

from arm.cloud.failures import first_line
from arm.errors import TargetError, UsageError

# What the AzureCLI@2 task sets by itself for a service connection with workload identity federation, and only then:
# https://github.com/microsoft/azure-pipelines-tasks/blob/master/Tasks/AzureCLIV2/azureclitask.ts
_CONNECTION_VARIABLES = (
    "AZURESUBSCRIPTION_TENANT_ID",
    "AZURESUBSCRIPTION_CLIENT_ID",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
)
# The job's token, a secret: no step has it that doesn't map it.
# https://learn.microsoft.com/azure/devops/pipelines/build/variables#systemaccesstoken
_JOB_TOKEN = "SYSTEM_ACCESSTOKEN"


@dataclass(frozen=True)
class Cloud:
    """A cloud's name as `az cloud` knows it, the URLs of its Resource Manager and of its sign-in, and how the names
    of its storage accounts end."""

    name: str
    resource_manager: str
    authority: str = "https://login.microsoftonline.com"
    storage_suffix: str = "core.windows.net"


def active_cloud() -> Cloud:
    """The cloud that `az cloud set` chose on this machine, AzureCloud where nothing was chosen."""
    from azure.cli.core import get_default_cli
    from azure.cli.core.cloud import get_active_cloud

    try:
        cloud = get_active_cloud(get_default_cli())
    except Exception as error:  # azure-cli-core raises its own kinds, knack's and configparser's here
        raise UsageError(f"the Azure CLI's configuration can't be read: {error}", hint="run: az cloud list") from None
    endpoints, suffixes = cloud.endpoints, cloud.suffixes
    return Cloud(cloud.name, endpoints.resource_manager, endpoints.active_directory, suffixes.storage_endpoint)


def credential(authority: str = "https://login.microsoftonline.com") -> Any:
    """An azure-core TokenCredential of the cloud that signs in at `authority`; it asks for no token yet.

    In an Azure Pipelines step with a federated service connection it is that connection's; elsewhere what
    DefaultAzureCredential finds (environment, workload identity, managed identity, `az login`). UsageError where
    such a step doesn't map the job's token: the task's own sign-in, which would do at first, can't be renewed
    after ten minutes, in the middle of a run.
    """
    from azure.identity import AzurePipelinesCredential, DefaultAzureCredential

    tenant, client, connection = (os.environ.get(name, "") for name in _CONNECTION_VARIABLES)
    if not (tenant and client and connection):
        return DefaultAzureCredential(authority=authority)
    token = os.environ.get(_JOB_TOKEN, "")
    if not token or token.startswith("$("):
        mapped = f"{_JOB_TOKEN}: $(System.AccessToken)"
        raise UsageError(f"the variable {_JOB_TOKEN} is not set", hint=f"map it in the step's env: {mapped}")
    return AzurePipelinesCredential(
        tenant_id=tenant,
        client_id=client,
        service_connection_id=connection,
        system_access_token=token,
        authority=authority,
    )


def databricks_token(credential: Any, scope: str) -> str:
    """The personal access token in DATABRICKS_TOKEN, or a Microsoft Entra token for Databricks."""
    from azure.core.exceptions import ClientAuthenticationError

    given = os.environ.get("DATABRICKS_TOKEN", "")
    if given and not given.startswith("$("):
        return given
    try:
        return str(credential.get_token(scope).token)
    except ClientAuthenticationError as error:
        raise TargetError(
            f"no token for Databricks: {first_line(error)}", hint="az login, or set DATABRICKS_TOKEN"
        ) from None
