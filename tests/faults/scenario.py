"""Two releases of a factory, written into folders: what is deployed at first, and what a deployment changes."""

import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("adf", "notebooks", "parameter-overrides", "invoke.yaml", "tasks.py")
NOTEBOOK = "# Databricks notebook source\nprint({text!r})\n"
# Trigger → the minute it fires at, in the first release and in the second; None: not there.
TRIGGERS = {
    "changed-started": (1, 2),
    "changed-stopped": (1, 2),
    "kept-started": (1, 1),
    "leaves-started": (1, None),
    "leaves-stopped": (1, None),
    "starts": (1, 1),
    "stops": (1, 1),
    "arrives-started": (None, 1),
    "arrives-stopped": (None, 1),
}
# What the environment wants; the others keep their state, and a new one has that of its source.
WANTED = ({"starts": "Stopped", "stops": "Started"}, {"starts": "Started", "stops": "Stopped"})


def write(folder: Path, release: int) -> None:
    """Write release 0 or 1: the repository's own sources, and what differs between the two."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    for name, minutes in TRIGGERS.items():
        if minutes[release] is not None:
            _write(folder / "adf" / "trigger" / f"{name}.json", _trigger(name, minutes[release]))
    _write(folder / "adf" / "linkedService" / "Secured.json", _secured())
    dataset = json.loads((ROOT / "adf" / "dataset" / "StagedFile.json").read_text(encoding="utf-8"))
    name = ("LeavesFile", "ArrivesFile")[release]
    _write(folder / "adf" / "dataset" / f"{name}.json", {**dataset, "name": name})
    pipeline = {"name": "changes", "properties": {"description": f"release {release}", "activities": []}}
    _write(folder / "adf" / "pipeline" / "changes.json", pipeline)
    for name, text in (("changes", f"release {release}"), (("leaves", "arrives")[release], "here")):
        (folder / "notebooks" / f"{name}.py").write_text(NOTEBOOK.format(text=text), encoding="utf-8")
    environment = json.loads((ROOT / "parameter-overrides" / "local.json").read_text(encoding="utf-8"))
    _write(folder / "parameter-overrides" / "local.json", {**environment, "triggers": WANTED[release]})


def _write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, indent=2), encoding="utf-8")


def _trigger(name: str, minute: int) -> dict[str, object]:
    reference = {"referenceName": "data-ingestion-pipeline", "type": "PipelineReference"}
    recurrence = {
        "frequency": "Day",
        "interval": 1,
        "startTime": "2026-01-01T02:00:00",
        "timeZone": "UTC",
        "schedule": {"minutes": [minute], "hours": [2]},
    }
    properties = {
        "annotations": [],
        "runtimeState": "Started" if name.endswith("started") else "Stopped",
        "pipelines": [{"pipelineReference": reference}],
        "type": "ScheduleTrigger",
        "typeProperties": {"recurrence": recurrence},
    }
    return {"name": name, "properties": properties}


def _secured() -> dict[str, object]:
    types = {
        "url": "https://example.org/",
        "authenticationType": "Basic",
        "userName": "reader",
        "password": {"type": "SecureString", "value": "**********"},
    }
    return {"name": "Secured", "properties": {"annotations": [], "type": "RestService", "typeProperties": types}}
