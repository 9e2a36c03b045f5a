"""WebHooks are called back at an address of Local Azure."""

import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.local.runs import activities, activity, put, start, until
from tests.local.test_reruns import SETTINGS


@pytest.fixture
def service():
    """A service that calls back as anybody could: without the token."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.wfile.flush()
            call = urllib.request.Request(body["callBackUri"], b'{"rows": 3}', {"Content-Type": "application/json"})
            urllib.request.urlopen(call, timeout=10).close()
            server.called_back.append(body["callBackUri"])

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.called_back = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_web_hook_waits_until_it_is_called_back(local, service):
    """The address needs no token, is good for one call, and the call is the activity's output."""
    local.with_factory()
    host = f"127.0.0.1:{service.server_port}"
    local.request("PUT", SETTINGS, {"allowedHosts": [host]})
    put(local, "p", activity("Hook", "WebHook", url=f"http://{host}/x", method="POST", body={}))
    run_id = start(local)
    assert until(local, run_id)["status"] == "Succeeded"
    assert activities(local, run_id)[0]["output"] == {"rows": 3}
    address = service.called_back[0].removeprefix(local.url)
    assert local.request("POST", address, {})[0] == 404


def test_an_address_that_isnt_allowed_ends_the_run(local):
    """Nothing is called that nobody allowed; the line says what to do."""
    local.with_factory()
    put(local, "p", activity("Web", "WebActivity", url="https://example.org/x", method="GET"))
    run = until(local, start(local))
    assert run["status"] == "Failed"
    assert run["message"].startswith("example.org is not among the addresses that web calls may go to")
