"""How to reach a target: endpoints, credentials and the patience to have with it, for Azure and Local Azure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from arm.cloud.patience import Patience
from arm.errors import UsageError
from arm.settings import Target

# The application id of Azure Databricks, the same in every tenant:
# https://learn.microsoft.com/azure/databricks/dev-tools/auth/aad-token-manual
DATABRICKS_SCOPE = "2ff814a6-3304-4ab8-85cd-cd0e6f879c1d/.default"


@dataclass(frozen=True)
class Connection:
    """A target and the way to it.

    `resource_manager`, `databricks` and `storage` (the account's blobs) are base URLs, `scopes` those of a Resource
    Manager token, `credential` an azure-core TokenCredential, `databricks_token` gives a bearer token when called.
    `client_options` are keyword arguments for every SDK client, `polling_seconds` the pause between two looks at a
    long operation, `patience` says which requests are repeated, and ends waiting when the work is called off.
    """

    target: Target
    resource_manager: str
    databricks: str
    storage: str
    scopes: list[str]
    credential: Any = field(repr=False)
    databricks_token: Callable[[], str] = field(repr=False)
    polling_seconds: float
    patience: Patience
    client_options: dict[str, Any] = field(default_factory=dict, repr=False)

    def management_client(self, client: Callable[..., Any]) -> Any:
        """A management client of Azure's SDK, given its class, for the target's subscription.

        Any: the typed overloads know models only, and those lose an activity's type.
        """
        from arm.cloud.azure_retries import AzureRetries

        return client(
            self.credential,
            self.target.subscription_id,
            base_url=self.resource_manager,
            credential_scopes=self.scopes,
            polling_interval=self.polling_seconds,
            retry_policy=AzureRetries(self.patience),
            **self.client_options,
        )


def connect_to_azure(target: Target) -> Connection:
    """The connection to an Azure target, in the cloud that `az` is set to; nothing is sent yet.

    UsageError if the target names no Databricks workspace URL where one is needed is raised only on use.
    """
    from arm.cloud import credentials

    cloud = credentials.active_cloud()
    credential = credentials.credential(cloud.authority)
    return Connection(
        target=target,
        resource_manager=cloud.resource_manager,
        databricks=target.databricks.host,
        storage=f"https://{target.storage.account}.blob.{cloud.storage_suffix}",
        scopes=[cloud.resource_manager.rstrip("/") + "/.default"],
        credential=credential,
        databricks_token=lambda: credentials.databricks_token(credential, DATABRICKS_SCOPE),
        polling_seconds=5.0,
        patience=Patience(),
        client_options={"connection_timeout": 30, "read_timeout": 120},
    )


def connect_to_local(target: Target, url: str, token: str) -> Connection:
    """The connection to Local Azure at `url`, whose `token` goes with every request."""
    from arm.cloud.local_credential import FixedToken, TokenHeader

    # Azure's authentication policy refuses http; on the loopback a policy that sets the header takes its place.
    options = {
        "authentication_policy": TokenHeader(token),
        "use_env_settings": False,  # no proxy: the request and its token stay on this machine
        "connection_timeout": 5,
        "read_timeout": 60,
    }
    return Connection(
        target=target,
        resource_manager=url,
        databricks=url,
        storage=f"{url}/blob/{target.storage.account}",
        scopes=[url + "/.default"],
        credential=FixedToken(token),
        databricks_token=lambda: token,
        polling_seconds=0.1,
        patience=Patience(tries=5, seconds=30.0, first=0.1, most=2.0),
        client_options=options,
    )


def require_databricks(connection: Connection) -> str:
    """The workspace's base URL; UsageError if the environment names none."""
    if not connection.databricks:
        raise UsageError("the environment names no Databricks workspace", hint="set target.databricks.host")
    return connection.databricks.rstrip("/")
