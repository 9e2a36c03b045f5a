"""Who we are to Azure: a pipeline's service connection, a managed identity, or the `az login` of a person."""

import os
from dataclasses import dataclass
from typing import Any

from arm.errors import TargetError, UsageError

# What the AzureCLI@2 task sets for a federated service connection, and the job's token that the step maps:
# https://learn.microsoft.com/python/api/azure-identity/azure.identity.azurepipelinescredential
_PIPELINE_VARIABLES = (
    "AZURESUBSCRIPTION_TENANT_ID",
    "AZURESUBSCRIPTION_CLIENT_ID",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    "SYSTEM_ACCESSTOKEN",
)


@dataclass(frozen=True)
class Cloud:
    """A cloud's name as `az cloud` knows it and the URL of its Resource Manager."""

    name: str
    resource_manager: str


def active_cloud() -> Cloud:
    """The cloud that `az cloud set` chose on this machine, AzureCloud where nothing was chosen."""
    from azure.cli.core import get_default_cli
    from azure.cli.core.cloud import get_active_cloud

    try:
        cloud = get_active_cloud(get_default_cli())
    except Exception as error:  # azure-cli-core raises its own kinds, knack's and configparser's here
        raise UsageError(f"the Azure CLI's configuration can't be read: {error}", hint="run: az cloud list") from None
    return Cloud(cloud.name, cloud.endpoints.resource_manager)


def credential() -> Any:
    """An azure-core TokenCredential; no request is made before a token is asked for.

    In an Azure Pipelines step with a federated service connection it is that connection's; elsewhere what
    DefaultAzureCredential finds (environment, workload identity, managed identity, `az login`).
    """
    from azure.identity import AzurePipelinesCredential, DefaultAzureCredential

    tenant, client, connection, token = (os.environ.get(name, "") for name in _PIPELINE_VARIABLES)
    if tenant and client and connection and token:
        return AzurePipelinesCredential(
            tenant_id=tenant, client_id=client, service_connection_id=connection, system_access_token=token
        )
    return DefaultAzureCredential()


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


def first_line(error: Exception) -> str:
    """The first line that says something in an exception's message; its type's name if none does."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
