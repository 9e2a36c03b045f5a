"""Local Azure in this process, over real HTTP, and the real SDK clients to speak to it."""

import contextlib
import http.client
import json
import threading
import uuid
from pathlib import Path

import pytest

from arm.local.azure import LocalAzure
from arm.local.server import LocalServer
from arm.local.services import table

SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"
TOKEN = "the-token-of-this-instance"


class Local:
    """A running Local Azure, its clients, and plain requests for what clients don't do."""

    def __init__(self, state: Path, **options) -> None:
        self.state = state
        self.azure = LocalAzure(state, TOKEN, **options)
        self.server = LocalServer(self.azure, table(), TOKEN)
        self.url, self.port = self.server.url, self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop it as `python -m arm.local` does."""
        self.server.shutdown()
        self.azure.close()
        self.server.server_close()

    def request(self, method, path, body=None, headers=None):
        """A plain request with the token: status, headers, and the body as JSON (or bytes)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            data = json.dumps(body) if isinstance(body, dict | list) else body
            connection.request(method, path, data, {"Authorization": f"Bearer {TOKEN}", **(headers or {})})
            response = connection.getresponse()
            found = response.read()
            is_json = "json" in (response.getheader("Content-Type") or "")
            return response.status, response.headers, json.loads(found) if is_json else found

    def options(self):
        """Keyword arguments of Azure's management clients."""
        from azure.core.pipeline.policies import SansIOHTTPPolicy

        class TokenPolicy(SansIOHTTPPolicy):
            def on_request(self, request):
                request.http_request.headers["Authorization"] = f"Bearer {TOKEN}"

        policy = TokenPolicy()
        return {
            "base_url": self.url, "authentication_policy": policy, "polling_interval": 0.01, "retry_total": 0,
        }  # fmt: skip

    @property
    def deployments(self):
        from azure.mgmt.resource.deployments import DeploymentsMgmtClient

        return DeploymentsMgmtClient(object(), SUBSCRIPTION, **self.options())

    @property
    def factory(self):
        from azure.mgmt.datafactory import DataFactoryManagementClient

        return DataFactoryManagementClient(object(), SUBSCRIPTION, **self.options())

    @property
    def groups(self):
        return self._resource_client.resource_groups

    @property
    def resources(self):
        return self._resource_client.resources

    @property
    def _resource_client(self):
        from azure.mgmt.resource.resources import ResourceManagementClient

        return ResourceManagementClient(object(), SUBSCRIPTION, **self.options())

    @property
    def databricks(self):
        from databricks_cli.sdk.api_client import ApiClient

        client = ApiClient(host=self.url, token=TOKEN)
        client.url = f"{self.url}/api/"
        return client

    @property
    def workspace(self):
        from databricks_cli.sdk.service import WorkspaceService

        return WorkspaceService(self.databricks)

    @property
    def jobs(self):
        from databricks_cli.sdk.service import JobsService

        return JobsService(self.databricks)

    def blobs(self, account, **options):
        from azure.storage.blob import BlobServiceClient

        def authorize(request):
            request.http_request.headers["Authorization"] = f"Bearer {TOKEN}"

        return BlobServiceClient(f"{self.url}/blob/{account}", raw_request_hook=authorize, retry_total=0, **options)

    def with_factory(self, name="f"):
        """Make a resource group `rg` and a factory."""
        self.groups.create_or_update("rg", {"location": "westeurope"})
        self.factory.factories.create_or_update("rg", name, {"location": "westeurope"})
        return self

    def deploy(self, template, parameters=None, name=None):
        """Deploy and wait; the deployment."""
        properties = {"mode": "Incremental", "template": template, "parameters": parameters or {}}
        name = name or f"d{uuid.uuid4().hex[:8]}"
        begun = self.deployments.deployments.begin_create_or_update("rg", name, {"properties": properties})
        return begun.result()


@pytest.fixture
def start_local(tmp_path):
    """Starts Local Azure on a state folder (the test's own by default); several times, if a test restarts it."""
    running = []

    def start(state=None, **options):
        found = Local(state or tmp_path / "state", **options)
        running.append(found)
        return found

    yield start
    for each in running:
        if each.thread.is_alive():
            each.close()


@pytest.fixture
def local(start_local):
    """A fresh Local Azure."""
    return start_local()


@pytest.fixture
def template():
    """Builds a template of resources of factory `f`."""

    def build(*resources, **sections):
        return {"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0", "resources": list(resources), **sections}  # fmt: skip

    return build


@pytest.fixture
def resource():
    """Builds a template's resource from `kind/name`, its properties, and what it depends on."""

    def build(path, properties=None, *depends_on):
        kind, name = path.split("/", 1)
        return {
            "name": f"f/{name}",
            "type": f"Microsoft.DataFactory/factories/{kind}",
            "apiVersion": "2018-06-01",
            "properties": properties or {},
            "dependsOn": [f"Microsoft.DataFactory/factories/f/{each}" for each in depends_on],
        }

    return build
