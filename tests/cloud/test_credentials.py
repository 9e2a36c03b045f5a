"""Which credential a command takes, on a laptop and in a step of Azure Pipelines."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from azure.identity import AzurePipelinesCredential, DefaultAzureCredential

from arm.cloud.credentials import credential
from arm.errors import UsageError

CONNECTION = {
    "AZURESUBSCRIPTION_TENANT_ID": "11111111-1111-1111-1111-111111111111",
    "AZURESUBSCRIPTION_CLIENT_ID": "22222222-2222-2222-2222-222222222222",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": "33333333-3333-3333-3333-333333333333",
}


@pytest.fixture
def step(monkeypatch):
    """Sets what a step of Azure Pipelines has in its environment, and nothing else of it."""
    for name in (*CONNECTION, "SYSTEM_ACCESSTOKEN", "SYSTEM_OIDCREQUESTURI"):
        monkeypatch.delenv(name, raising=False)

    def set_all(variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return set_all


@pytest.fixture
def azure_devops():
    """The address of a server that gives ID tokens as Azure DevOps does, and the requests it was sent."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            requests.append((self.path, self.headers["Authorization"]))
            body = json.dumps({"oidcToken": "the-id-token"}).encode("utf-8")
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Says nothing: the test's output is pytest's."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/oidctoken", requests
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_step_asks_azure_devops_for_the_id_token_of_its_service_connection(step, azure_devops, monkeypatch):
    """The ids that AzureCLI@2 sets and the job's token are all that a fresh ID token takes."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    address, requests = azure_devops
    step({**CONNECTION, "SYSTEM_ACCESSTOKEN": "the-job-token", "SYSTEM_OIDCREQUESTURI": address})
    found = credential()
    assert isinstance(found, AzurePipelinesCredential)
    assert found._get_oidc_token() == "the-id-token"
    connection = CONNECTION["AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"]
    ((path, authorization),) = requests
    assert path.endswith(f"&serviceConnectionId={connection}")
    assert authorization == "Bearer the-job-token"


@pytest.mark.parametrize("mapped", [{}, {"SYSTEM_ACCESSTOKEN": ""}, {"SYSTEM_ACCESSTOKEN": "$(System.AccessToken)"}])
def test_a_step_that_does_not_map_the_job_s_token_is_told_so_at_once(step, mapped):
    """Not after ten minutes, when the sign-in of the task itself has run out."""
    step({**CONNECTION, **mapped})
    with pytest.raises(UsageError) as raised:
        credential()
    assert str(raised.value) == (
        "the variable SYSTEM_ACCESSTOKEN is not set — "
        "map it in the step's env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)"
    )


@pytest.mark.parametrize("missing", CONNECTION)
def test_elsewhere_the_machine_s_own_sign_in_is_taken(step, missing):
    """A laptop, or a step whose service connection is of another kind, has what `az` is signed in as."""
    step({name: value for name, value in CONNECTION.items() if name != missing} | {"SYSTEM_ACCESSTOKEN": "x"})
    assert isinstance(credential(), DefaultAzureCredential)
