"""Azure Key Vault, asked by Resource Manager: which version of a secret is the current one, never its value."""

from arm.cloud.connection import Connection

_API_VERSION = "2023-07-01"


class KeyVault:
    """The vaults whose secrets a parameter file refers to."""

    def __init__(self, connection: Connection) -> None:
        from azure.mgmt.resource.deployments import DeploymentsMgmtClient

        self._base = connection.resource_manager.rstrip("/")
        self._client = connection.management_client(DeploymentsMgmtClient)

    def current_version(self, vault: str, secret: str) -> str:
        """The version that a reference without one means now; "" if we may not know, or there is no such secret.

        `vault` is the vault's resource id. https://learn.microsoft.com/rest/api/keyvault/keyvault/secrets/get
        """
        from azure.core.exceptions import AzureError
        from azure.core.rest import HttpRequest

        url = f"{self._base}{vault}/secrets/{secret}"
        try:
            response = self._client.send_request(HttpRequest("GET", url, params={"api-version": _API_VERSION}))
            if response.status_code != 200:
                return ""
            uri = (response.json().get("properties") or {}).get("secretUriWithVersion")
        except (AzureError, ValueError):
            return ""
        return str(uri or "").rstrip("/").rpartition("/")[2]
