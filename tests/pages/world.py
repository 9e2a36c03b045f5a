"""A Local Azure with something of everything in it: what the page has to show, hostile names and secrets included."""

import base64
import contextlib
import http.client
import json
import threading
import time
from pathlib import Path
from urllib.parse import quote

from arm.local.azure import LocalAzure
from arm.local.server import LocalServer
from arm.local.services import table

TOKEN = "the-token-of-this-instance"
SECRET = "hush-hush-do-not-show"
MARKUP = "<img src=x onerror=window.harmed=1>"
BACKWARDS = "\u202eevil\u202c right to left"
LONG = "long" * 75
ENDED = ("Succeeded", "Failed", "Cancelled")
_GROUP = "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg"
_FACTORY = f"{_GROUP}/providers/Microsoft.DataFactory/factories/f"


class World:
    """A Local Azure in this process, over real HTTP."""

    def __init__(self, state: Path) -> None:
        self.state, self.token = state, TOKEN
        self.azure = LocalAzure(state, TOKEN)
        self.server = LocalServer(self.azure, table(), TOKEN)
        self.url = self.server.url
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        """Stop it as `python -m arm.local` does."""
        self.server.shutdown()
        self.azure.close()
        self.server.server_close()

    def request(self, method, path, body=None, headers=None):
        """The answer to a request with the token, as JSON where it is; it must not be an error."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=30)
        with contextlib.closing(connection):
            data = json.dumps(body) if isinstance(body, dict | list) else body
            connection.request(method, path, data, {"Authorization": f"Bearer {TOKEN}", **(headers or {})})
            response = connection.getresponse()
            found = response.read()
            assert response.status < 400, (method, path, response.status, found[:500])
            return json.loads(found) if "json" in (response.getheader("Content-Type") or "") else found

    def factory(self):
        """Make the resource group and the factory."""
        self.request("PUT", _GROUP, {"location": "westeurope"})
        self.request("PUT", _FACTORY, {"location": "westeurope"})
        return self

    def put(self, kind, name, properties):
        """Put a resource into the factory."""
        self.request("PUT", f"{_FACTORY}/{kind}/{quote(name, safe='')}", {"properties": properties})

    def start(self, pipeline, **parameters):
        """Start a run of a pipeline; its id."""
        path = f"{_FACTORY}/pipelines/{quote(pipeline, safe='')}/createRun"
        return self.request("POST", path, parameters)["runId"]

    def wait(self, run, statuses=ENDED):
        """The run, once it has one of these statuses."""
        for _ in range(1200):
            found = self.request("GET", f"{_FACTORY}/pipelineruns/{run}")
            if found["status"] in statuses:
                return found
            time.sleep(0.02)
        raise AssertionError(f"the run stays {found['status']}")

    def ran(self, pipeline, **parameters):
        """Run a pipeline to its end; the run's id."""
        run = self.start(pipeline, **parameters)
        self.wait(run)
        return run

    def cancel(self, run):
        """Cancel a run."""
        self.request("POST", f"{_FACTORY}/pipelineruns/{run}/cancel")

    def blob(self, path, content):
        """Write a blob: account, container and name by slashes."""
        account, container, _ = path.split("/", 2)
        if not (self.state / "storage" / account / container).is_dir():
            self.request("PUT", f"/blob/{account}/{container}?restype=container")
        self.request("PUT", f"/blob/{quote(path)}", content, {"x-ms-blob-type": "BlockBlob"})

    def notebook(self, path, source):
        """Import a Python notebook."""
        content = base64.b64encode(f"# Databricks notebook source\n{source}".encode()).decode()
        body = {"path": path, "language": "PYTHON", "content": content, "overwrite": True}
        self.request("POST", "/api/2.0/workspace/import", body)

    def job(self, path, **parameters):
        """Run a notebook as a job to its end; the run's number."""
        task = {"notebook_path": path, "base_parameters": parameters}
        body = {"run_name": "by hand", "existing_cluster_id": "local", "notebook_task": task}
        run = self.request("POST", "/api/2.1/jobs/runs/submit", body)["run_id"]
        for _ in range(1200):
            state = self.request("GET", f"/api/2.1/jobs/runs/get?run_id={run}")["state"]
            if "result_state" in state:
                return run
            time.sleep(0.02)
        raise AssertionError(f"the job stays {state}")

    def deploy(self, name, *pipelines):
        """Deploy pipelines that wait for nothing; whatever becomes of it."""
        resources = [
            {"name": f"f/{each}", "type": "Microsoft.DataFactory/factories/pipelines", "apiVersion": "2018-06-01",
             "properties": {"activities": [wait("W")]}, "dependsOn": []}
            for each in pipelines
        ]  # fmt: skip
        template = {"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
                    "contentVersion": "1.0.0.0", "parameters": {"key": {"type": "securestring"}},
                    "resources": resources, "outputs": {"where": {"type": "string", "value": "here"}}}  # fmt: skip
        parameters = {"key": {"value": SECRET}}
        properties = {"mode": "Incremental", "template": template, "parameters": parameters}
        path = f"{_GROUP}/providers/Microsoft.Resources/deployments/{name}"
        self.request("PUT", path, {"properties": properties})
        while self.request("GET", path)["properties"]["provisioningState"] in ("Accepted", "Running"):
            time.sleep(0.02)


def wait(name, seconds=0, **more):
    """A Wait activity."""
    return {"name": name, "type": "Wait", "typeProperties": {"waitTimeInSeconds": seconds}, **more}


def after(*names):
    """`dependsOn` the success of these."""
    return {"dependsOn": [{"activity": name, "dependencyConditions": ["Succeeded"]} for name in names]}


def loop(name, items, *activities, **more):
    """A ForEach over an expression."""
    properties = {"items": {"value": items, "type": "Expression"}, "activities": list(activities)}
    return {"name": name, "type": "ForEach", "typeProperties": properties, **more}


def set_variable(name, value, **more):
    """A SetVariable of `v`."""
    return {"name": name, "type": "SetVariable", "typeProperties": {"variableName": "v", "value": value}, **more}
