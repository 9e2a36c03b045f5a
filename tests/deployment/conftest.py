"""A small factory with notebooks in a folder of its own, and a Local Azure in this process to deploy it to."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from arm.commands import deploy, plan, recover, rollback
from arm.commands.deployment.options import Options
from arm.local.datafactory.kinds import KINDS
from arm.settings import Settings
from tests.faults.target import WHERE, Target, serving

ENVIRONMENT = {
    "target": {
        "kind": "local",
        "resourceGroup": WHERE[1],
        "factoryName": WHERE[2],
        "databricks": {"clusterId": "c", "folder": "/Shared/site"},
        "storage": {"account": "acc"},
    }
}
FOLDERS = {"pipelines": "pipeline", "datasets": "dataset", "linkedServices": "linkedService", "triggers": "trigger"}


class Site:
    """The folder, what is deployed from it, and what the target saw."""

    def __init__(self, folder: Path, target: Target) -> None:
        self.folder = folder
        self.target = target
        self.settings = Settings(
            source=folder / "adf",
            factory=WHERE[2],
            notebooks=folder / "notebooks",
            overrides=folder / "environments",
            build=folder / "build",
        )
        self.environment(ENVIRONMENT)
        (folder / "notebooks").mkdir(exist_ok=True)
        target.known_from(folder)

    @classmethod
    def of(cls, folder: Path, target: Target, factory: str) -> "Site":
        """A site whose sources are those of another factory."""
        made = cls(folder, target)
        made.settings = replace(made.settings, factory=factory)
        return made

    where = WHERE[:2]
    factory = WHERE
    kinds = KINDS

    def environment(self, document, **more):
        """Write the environment `local`."""
        self._write("environments/local.json", {**document, **more})

    def put(self, key, properties):
        """Write the source of a resource, given as `<type>/<name>`."""
        kind, name = key.split("/")
        self._write(f"adf/{FOLDERS[kind]}/{name}.json", {"name": name, "properties": properties})

    def drop(self, key):
        """Remove the source of a resource."""
        kind, name = key.split("/")
        (self.folder / "adf" / FOLDERS[kind] / f"{name}.json").unlink()

    def notebook(self, name, text):
        """Write a notebook."""
        path = self.folder / "notebooks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Databricks notebook source\n{text}\n", encoding="utf-8")

    def _write(self, name, document):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")

    def plan(self, **options):
        """The plan, as `invoke plan` makes it."""
        return plan.run(self.settings, "local", options=Options(**options))

    def plan_with_what_if(self):
        """The plan with Resource Manager's own prediction."""
        return plan.run(self.settings, "local", what_if=True)

    def deploy(self, *, plan_file=None, on_failure="restore", wait=0, notify=lambda _: None, **options):
        """Deploy, as `invoke deploy` does; the requests that were seen are in `requests` afterwards."""
        self.target.forget_requests()
        asked = Options(**options) if options else None
        return deploy.run(
            self.settings,
            "local",
            options=asked,
            plan_file=plan_file,
            on_failure=on_failure,
            wait=wait,
            notify=notify,
        )

    def rollback(self, to=None, notify=lambda _: None, **options):
        """Roll back, as `invoke rollback` does."""
        return rollback.run(self.settings, "local", to=to, options=Options(**options), notify=notify)

    def recover(self, **options):
        """Recover, as `invoke recover` does."""
        return recover.run(self.settings, "local", **options)

    def let_go(self):
        """Let a deployment that the dial for polls holds come to its end."""
        self.target.set_dials()

    def until(self, condition, seconds=30):
        """Wait until something has happened."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it never happened"
            time.sleep(0.05)

    @property
    def states(self):
        """Each trigger's state at the target."""
        return self.target.state()["triggers"]

    @property
    def there(self):
        """The keys of the resources at the target."""
        return set(self.target.state()["resources"]) - {"globalparameters/default"}

    def switch(self, trigger, state):
        """Start or stop a trigger at the target, as a person does in Studio."""
        self.target.azure.resources.set_trigger_state(WHERE, trigger, state)


def pipeline(*runs, **more):
    """A pipeline's properties; `runs` are pipelines that it executes."""
    activities = [
        {
            "name": f"run {name}",
            "type": "ExecutePipeline",
            "typeProperties": {"pipeline": {"referenceName": name, "type": "PipelineReference"}},
        }
        for name in runs
    ]
    return {"activities": activities, "annotations": [], **more}


def trigger(name, *, minute=0, state="Stopped"):
    """A schedule trigger's properties, which starts the pipeline `name`."""
    recurrence = {"frequency": "Day", "interval": 1, "startTime": "2026-01-01T02:00:00", "timeZone": "UTC"}
    return {
        "annotations": [],
        "runtimeState": state,
        "pipelines": [{"pipelineReference": {"referenceName": name, "type": "PipelineReference"}}],
        "type": "ScheduleTrigger",
        "typeProperties": {"recurrence": {**recurrence, "schedule": {"minutes": [minute], "hours": [2]}}},
    }


@pytest.fixture
def site(tmp_path):
    """Two pipelines, one of which runs the other, a trigger in each state, and two notebooks; nothing is deployed."""
    with serving(tmp_path / "state") as target:
        made = Site(tmp_path, target)
        made.put("pipelines/inner", pipeline())
        made.put("pipelines/outer", pipeline("inner"))
        made.put("triggers/daily", trigger("outer", state="Started"))
        made.put("triggers/idle", trigger("outer"))
        made.notebook("one.py", "1")
        made.notebook("deep/two.py", "2")
        yield made


@pytest.fixture
def deployed(site):
    """The same, deployed."""
    site.deploy()
    return site
