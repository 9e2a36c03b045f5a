"""Azure Storage: whether the containers are there that pipelines and notebooks read and write."""

from collections.abc import Iterable
from typing import Any

from arm.cloud.connection import Connection
from arm.cloud.failures import told


class Storage:
    """The containers of the target's storage account."""

    def __init__(self, connection: Connection) -> None:
        from azure.storage.blob import BlobServiceClient, ExponentialRetry

        self._account = connection.target.storage.account
        options: dict[str, Any] = {"credential": connection.credential}
        if connection.target.is_local:  # over http the SDK sends no token by itself

            def authorize(request: Any) -> None:
                request.http_request.headers["Authorization"] = f"Bearer {connection.databricks_token()}"

            options = {"raw_request_hook": authorize, "use_env_settings": False}
        patience = connection.patience
        # This SDK's pipeline goes with a retry policy of its own kind only; it gets the bounds of ours.
        retries = ExponentialRetry(initial_backoff=1, increment_base=2, retry_total=patience.tries - 1)
        self._client = BlobServiceClient(connection.storage, retry_policy=retries, **options)

    def missing(self, containers: Iterable[str]) -> list[str]:
        """Those of some containers that aren't there. TargetError if we may not ask."""
        with told(f"look for the containers of {self._account}"):
            return [name for name in containers if not self._client.get_container_client(name).exists()]
