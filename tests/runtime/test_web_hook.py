"""WebHook: an address is called, and the activity waits to be called back."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from arm.runtime import Callbacks


@pytest.fixture
def service(azure):
    """A service that calls back at once with `service.answer`, and keeps what it got; None: it never does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.got = body
            self.send_response(server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            if server.answer is not None:
                callbacks.answer(body["callBackUri"].rpartition("/")[2], server.answer)

        def log_message(self, *args):
            pass

    callbacks = Callbacks(lambda key: f"http://127.0.0.1:1/callbacks/{key}")
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.answer, server.status = None, {}, 202
    threading.Thread(target=server.serve_forever, daemon=True).start()
    azure.settings = {"callbacks": callbacks, "hosts": [f"127.0.0.1:{server.server_port}"]}
    yield server
    server.shutdown()
    server.server_close()


def hook(service, **properties):
    """A WebHook activity that calls the service."""
    url = f"http://127.0.0.1:{service.server_port}/x"
    given = {"method": "POST", "url": url, "headers": {}, "body": {"a": 1}, **properties}
    return {"name": "Hook", "type": "WebHook", "typeProperties": given}


def test_the_body_has_an_address_to_call_back_and_the_call_is_the_output(azure, service):
    """callBackUri stands beside what the body has; what it is called with is what the next activity sees."""
    service.answer = {"rows": 3}
    run = azure.run([hook(service)])
    assert (run.message, run.activities[0].output) == ("", {"rows": 3})
    assert service.got["a"] == 1 and service.got["callBackUri"].startswith("http://127.0.0.1:1/callbacks/")


@pytest.mark.parametrize(
    ("answer", "output", "error"),
    [
        ({"Output": {"p": 1}, "StatusCode": "200"}, {"p": 1}, None),
        (
            {"Output": {"p": 1}, "Error": {"ErrorCode": "E", "Message": "why"}, "StatusCode": "403"},
            {"p": 1},
            ("E", "why"),
        ),
        ({"StatusCode": 500}, {}, ("500", "the call back reported a failure")),
    ],
)
def test_a_call_back_may_report_how_it_ended(azure, service, answer, output, error):
    """With reportStatusOnCallBack a status of 400 or more fails the activity, with the error that is told."""
    service.answer = answer
    (entry,) = azure.run([hook(service, reportStatusOnCallBack=True)]).activities
    assert entry.output == output
    assert (error is None) == (entry.status == "Succeeded")
    assert error is None or (entry.error["errorCode"], entry.error["message"]) == error


def test_nobody_calling_back_fails_the_activity(azure, service):
    """After its own time-out, which counts from the call."""
    service.answer = None
    (entry,) = azure.run([hook(service, timeout="0.00:00:01")]).activities
    assert (entry.error["errorCode"], entry.error["message"]) == ("TimedOut", "nobody called back within 1 s")


def test_a_failing_call_fails_the_activity(azure, service):
    """Nothing is waited for then."""
    service.answer, service.status = None, 500
    assert azure.run([hook(service)]).activities[0].error["errorCode"] == "500"


def test_a_body_that_is_no_object_is_refused(azure, service):
    """There would be no place for the address."""
    run = azure.run([hook(service, body="just text")])
    assert "the body of a WebHook is a JSON object" in run.message
