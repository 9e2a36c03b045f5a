"""Local Azure in this process, with its state in a folder, and folders from which real commands speak to it."""

import contextlib
import json
import os
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arm.local import connection
from arm.local.azure import LocalAzure
from arm.local.datafactory.kinds import KINDS
from arm.local.server import LocalServer
from arm.local.services import table

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "the-token-of-this-instance"
WHERE = ("00000000-0000-0000-0000-000000000000", "devops-ds-local-rg", "devops-ds-local-adf")

State = dict[str, Any]


class Target:
    """A Local Azure that is served from this process."""

    def __init__(self, state: Path) -> None:
        self.azure = LocalAzure(state, TOKEN)
        self.server = LocalServer(self.azure, table(), TOKEN)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.azure.close()
        self.server.server_close()

    def known_from(self, folder: Path) -> None:
        """Make commands that are run in `folder` find this Local Azure."""
        found = connection.Connection(self.server.url, os.getpid(), TOKEN)
        connection.write(folder / "build" / "local", found)

    def set_dials(self, **dials: Any) -> None:
        """Set the dials; what isn't mentioned goes back to normal. What is held is let go."""
        self._ask("PUT", "/local/dials", dials)

    def seen(self) -> dict[str, Any]:
        """What the dials have met since they were set."""
        return self._ask("GET", "/local/dials")

    def requests(self) -> list[tuple[str, str]]:
        """Method and path of all requests, but for Local Azure's own routes."""
        found = self._ask("GET", "/local/requests")["value"]
        return [(each["method"], each["path"]) for each in found if not each["path"].startswith("/local/")]

    def forget_requests(self) -> None:
        """Begin the log of requests anew."""
        self.azure.journal.clear()

    def deployed(self) -> int:
        """How many resources the latest deployment of any brought."""
        found = self.azure.deployments.all(*WHERE[:2])
        return next(len(each["properties"]["outputResources"]) for each in found if each["properties"]["providers"])

    def state(self) -> State:
        """All that a deployment is about: resources but for triggers' states, those states, and notebooks."""
        resources, triggers = {}, {}
        for kind in KINDS.values():
            for found in self.azure.resources.all(WHERE, kind):
                properties = _comparable(found["properties"])
                if kind.key == "triggers":
                    triggers[found["name"]] = properties.pop("runtimeState")
                resources[f"{kind.segment}/{found['name']}"] = properties
        resources["globalparameters/default"] = self.azure.factories.global_parameters(WHERE)
        root = self.azure.workspace.root
        found = [path for path in sorted(root.rglob("*.py")) if not path.name.startswith(".adfops-")]
        notebooks = {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
        return {"resources": resources, "triggers": triggers, "notebooks": notebooks}

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.server.url + path, data, {"Authorization": f"Bearer {TOKEN}"}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            found = response.read()
        return json.loads(found) if found else None


def _comparable(properties: State) -> State:
    """A copy of a resource's properties without the name of the secret, which is another one after each write."""
    types = properties.get("typeProperties")
    if not isinstance(types, dict):
        return dict(properties)
    return {**properties, "typeProperties": {k: v for k, v in types.items() if k != "encryptedCredential"}}


@contextlib.contextmanager
def serving(state: Path) -> Iterator[Target]:
    """A Local Azure on the state in a folder, stopped at the end."""
    target = Target(state)
    try:
        yield target
    finally:
        target.close()
