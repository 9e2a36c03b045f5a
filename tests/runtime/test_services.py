"""Activities that would call other services: recorded, answered, or allowed by name."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from arm.errors import UsageError
from arm.runtime.answers import read_answers

LINKED = {
    "L": {
        "type": "AzureSqlDatabase",
        "typeProperties": {
            "server": "s.example.net",
            "connectionString": "Server=s;Password=planted",
            "password": {"type": "SecureString", "value": "planted"},
        },
    }
}
CALLS = {
    "Script": {"scripts": [{"type": "Query", "text": "@concat('select ', pipeline().RunId)"}]},
    "SqlServerStoredProcedure": {"storedProcedureName": "[dbo].[p]"},
    "AzureFunctionActivity": {"functionName": "f", "method": "POST", "body": {"a": 1}},
    "ExecuteDataFlow": {"dataFlow": {"referenceName": "flow", "type": "DataFlowReference"}},
    "ExecuteWranglingDataflow": {"dataFlow": {"referenceName": "flow", "type": "DataFlowReference"}},
    "AzureMLExecutePipeline": {"mlPipelineId": "id"},
    "AzureMLBatchExecution": {},
    "AzureMLUpdateResource": {"trainedModelName": "m"},
}


def activity(kind, properties, name="A"):
    """An activity of a type with the linked service L."""
    linked = {"referenceName": "L", "type": "LinkedServiceReference"}
    return {"name": name, "type": kind, "linkedServiceName": linked, "typeProperties": properties}


@pytest.mark.parametrize("kind", CALLS)
def test_a_call_of_a_service_that_isnt_here_is_recorded(azure, kind):
    """The record holds the evaluated input and where it would have gone, and no secret."""
    run = azure.run([activity(kind, CALLS[kind])], linked_services=LINKED)
    assert run.message == ""
    assert list(run.activities[0].output) == ["recordedCall"]
    path = Path(run.activities[0].output["recordedCall"])
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["address"] == {"server": "s.example.net"}
    assert record["call"].keys() == CALLS[kind].keys()
    if kind == "Script":
        assert record["call"]["scripts"][0]["text"] == "select run-1"
    assert "planted" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [kind for kind in CALLS if CALLS[kind]])
def test_a_call_of_nothing_fails(azure, kind):
    """What the service would refuse isn't recorded as if it had been done."""
    run = azure.run([activity(kind, {})], linked_services=LINKED)
    assert run.activities[0].error["errorCode"] == "BadRequest"
    assert "it names no " in run.message


@pytest.mark.parametrize("kind", [*CALLS, "WebActivity", "WebHook", "Copy", "Lookup", "HDInsightHive"])
def test_an_answer_stands_for_an_activity(azure, kind):
    """Its output is what the next activity sees; nothing is recorded or run, even of a type that can't be."""
    azure.settings = {"answers": {"A": {"output": {"rows": 3}}}}
    after = {
        "name": "B",
        "type": "SetVariable",
        "dependsOn": [{"activity": "A", "dependencyConditions": ["Succeeded"]}],
        "typeProperties": {"variableName": "v", "value": "@string(activity('A').output.rows)"},
    }
    run = azure.run([activity(kind, {}), after], pipeline={"variables": {"v": {"type": "String"}}})
    assert (run.message, run.variables) == ("", {"v": "3"})
    assert not list((azure.folder / "work").rglob("calls"))


def test_answers_come_in_turn_and_may_be_functions(azure):
    """A list gives one an attempt, the last for all further ones; a function sees the evaluated input."""
    answers = {
        "a-pipeline/A": [{"error": {"errorCode": "9", "message": "not yet"}}, lambda given: {"output": given}],
        "A": {"error": {"message": "the exact name counts"}},
    }
    azure.settings = {"answers": answers, "instant": True}
    entry = {**activity("Script", {"x": "@{pipeline().RunId}"}), "policy": {"retry": 1}}
    run = azure.run([entry])
    assert [(each.status, each.error.get("errorCode"), each.output) for each in run.activities] == [
        ("Failed", "9", {}),
        ("Succeeded", None, {"x": "run-1"}),
    ]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            {"B": {"output": {}}},
            "an answer is given for 'B', but there is no such activity — there are: A, F, a-pipel",
        ),
        ({"F": {"output": {}}}, "an answer is given for 'F', but a Fail is always run"),
        ({"A": {"out": {}}}, 'the answer of \'A\' is neither {"output": …} nor {"error": …}'),
        ({"A": []}, 'the answer of \'A\' is neither {"output": …} nor {"error": …}'),
        ({"A": {"error": {"code": 1}}}, "the answer of 'A': an error has errorCode, message and failureType"),
    ],
)
def test_answers_that_cant_be_meant_fail_the_run_at_once(azure, answers, told):
    """A misspelt name would otherwise be an answer that nobody asks for."""
    azure.settings = {"answers": answers}
    run = azure.run([activity("Script", {}), {"name": "F", "type": "Fail", "typeProperties": {}}])
    assert run.status == "Failed"
    assert run.message.startswith(told)
    assert run.activities == []


def test_answers_are_read_from_a_file(tmp_path):
    """JSON: name → answer; anything else is refused with the file's name."""
    file = tmp_path / "answers.json"
    file.write_text('{"A": [{"output": {"x": 1}}, {"error": {"message": "m"}}]}', encoding="utf-8")
    assert read_answers(file) == {"A": [{"output": {"x": 1}}, {"error": {"message": "m"}}]}
    for text, told in (("[]", "answers are a JSON object"), ('{"A": 1}', "the answer of 'A' is neither")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=told) as caught:
            read_answers(file)
        assert str(file) in str(caught.value)


def test_with_answers_only_nothing_reaches_out(azure):
    """An activity without an answer ends the run, even where its failure would be handled."""
    azure.settings = {"only_answers": True}
    catch = {"name": "C", "type": "Wait", "typeProperties": {"waitTimeInSeconds": 0}}
    catch["dependsOn"] = [{"activity": "A", "dependencyConditions": ["Failed"]}]
    run = azure.run([activity("Script", CALLS["Script"]), catch], linked_services=LINKED)
    assert (run.status, run.message) == ("Failed", "activity 'A' (Script) was reached and has no answer")


class Site(BaseHTTPRequestHandler):
    """Answers by path, and keeps what it was sent."""

    seen: list = []  # noqa: RUF012

    def do_POST(self):
        """An object, a text, an error or a redirection."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.path, self.headers.get("Authorization"), self.headers.get("X-A"), body))
        status, answer = {"/object": (200, b'{"a": 1}'), "/list": (200, b"[1]"), "/text": (200, b"hi")}.get(
            self.path, (503, b"busy") if self.path == "/busy" else (302, b"")
        )
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://elsewhere.example/")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        """Keep quiet."""


@pytest.fixture
def site():
    """A web server on this machine; its host:port."""
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Site.seen = []
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def web(site, path, **more):
    """A WebActivity that posts to a path of the site."""
    return activity("WebActivity", {"url": f"http://{site}{path}", "method": "POST", "body": {"b": 2}, **more})


@pytest.mark.parametrize(
    ("path", "output"), [("/object", {"a": 1}), ("/list", {"Response": [1]}), ("/text", {"Response": "hi"})]
)
def test_an_allowed_address_is_called(azure, site, path, output):
    """Headers and body are sent as they were evaluated; the answer is the output."""
    azure.settings = {"hosts": [site]}
    secret = {"type": "SecureString", "value": "planted"}
    login = {"type": "Basic", "username": "u", "password": secret}
    run = azure.run([web(site, path, headers={"X-A": "@{pipeline().RunId}"}, authentication=login)])
    assert run.message == ""
    found = dict(run.activities[0].output)
    assert "Date" in found.pop("ADFWebActivityResponseHeaders")
    assert found == output
    assert Site.seen == [(path, "Basic dTpwbGFudGVk", "run-1", b'{"b": 2}')]
    assert "planted" not in str(run)


@pytest.mark.parametrize(("path", "code", "message"), [("/busy", "503", "busy"), ("/away", "302", "302 Found")])
def test_an_error_status_and_a_redirection_fail_the_call(azure, site, path, code, message):
    """A redirection isn't followed: it could lead to an address that isn't allowed."""
    azure.settings = {"hosts": [site]}
    run = azure.run([web(site, path)])
    assert (run.activities[0].error["errorCode"], run.activities[0].error["message"]) == (code, message)


@pytest.mark.parametrize("hosts", [[], ["example.org"], ["127.0.0.1:1"]])
def test_no_other_address_is_called(azure, site, hosts):
    """None unless allowed; the run ends with a line that says so, and nothing is sent."""
    azure.settings = {"hosts": hosts}
    run = azure.run([web(site, "/object")])
    assert run.message == (
        "127.0.0.1 is not among the addresses that web calls may go to — "
        "give the activity an answer, or allow the address"
    )
    assert Site.seen == []


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ({"url": "file:///etc/passwd"}, "not an address and a method: POST file:///etc/passwd"),
        ({"method": ""}, "not an address and a method:  http://"),
        ({"httpRequestTimeout": "soon"}, "httpRequestTimeout is no time span: soon"),
        ({"authentication": {"type": "MSI"}}, "activity 'A' signs in by MSI, which can't be done here"),
    ],
)
def test_calls_that_cant_be_made_say_why(azure, site, properties, told):
    """One line, and nothing is sent."""
    azure.settings = {"hosts": [site]}
    run = azure.run([web(site, "/object", **properties)])
    assert told in run.message
    assert Site.seen == []


def test_a_web_hook_needs_an_answer(azure):
    """Nothing listens here for a call back."""
    run = azure.run([activity("WebHook", {"url": "http://x/", "method": "POST"})])
    assert run.message == (
        "activity 'A' (WebHook) waits for a call back, and nothing listens for one here — give it an answer"
    )


def test_a_python_file_runs_with_its_parameters(azure):
    """From a mount, in a process of its own; what it raises is told with its line."""
    (azure.container("raw") / "job.py").write_text(
        "import sys\nassert sys.argv[1:] == ['a', 'run-1'], sys.argv\nopen('/dbfs/mnt/raw/done', 'w').close()\n",
        encoding="utf-8",
    )
    properties = {"pythonFile": "dbfs:/mnt/raw/job.py", "parameters": ["a", "@pipeline().RunId"]}
    linked = {"L": {"type": "AzureDatabricks"}}
    run = azure.run([activity("DatabricksSparkPython", properties)], linked_services=linked)
    assert run.message == ""
    assert (azure.container("raw") / "done").exists()
    run = azure.run([activity("DatabricksSparkPython", {**properties, "parameters": []})], linked_services=linked)
    assert run.activities[0].error["errorCode"] == "3204"
    assert "AssertionError: ['dbfs:/mnt/raw/job.py']" in run.message


@pytest.mark.parametrize("name", ["dbfs:/mnt/raw/none.py", "dbfs:/mnt/raw/../../x.py"])
def test_a_python_file_that_isnt_there_fails_the_activity(azure, name):
    """The line names it."""
    linked = {"L": {"type": "AzureDatabricks"}}
    run = azure.run([activity("DatabricksSparkPython", {"pythonFile": name})], linked_services=linked)
    assert run.message == f"Operation on target A failed: notebook {name} isn't there: nothing to run"
