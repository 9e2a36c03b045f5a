"""A small Azure around a run: a storage account, mounts, notebooks given as text."""

import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from arm.runtime import (
    Cancellation,
    DeployedFactory,
    PipelineRun,
    Recovery,
    Services,
    run_notebook,
    run_pipeline,
)


@dataclass
class Surroundings:
    """What a test runs pipelines and notebooks in; `settings` are further fields of its Services."""

    folder: Path
    notebooks: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        """The services, with /mnt/raw and /mnt/prepared showing the containers of these names."""
        fields: dict[str, Any] = {
            "storage": lambda account: self.folder / "storage" / account,
            "notebook": lambda path: self.notebooks[path],
            "mounts": {f"/mnt/{name}": self.container(name) for name in ("raw", "prepared")},
            "work": self.folder / "work",
            "python": sys.executable,
        }
        return Services(**{**fields, **self.settings})

    def container(self, name: str, account: str = "data") -> Path:
        """The folder of a container."""
        path = self.folder / "storage" / account / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def run(
        self,
        activities: list[dict[str, Any]],
        *,
        parameters: Mapping[str, Any] | None = None,
        changed: Callable[[PipelineRun], None] = lambda run: None,
        cancelled: threading.Event | None = None,
        recovery: Recovery | None = None,
        asked: SimpleQueue[Cancellation] | None = None,
        **factory: Any,
    ) -> PipelineRun:
        """The run of a pipeline of these activities; `pipeline` among `factory` adds to the pipeline itself,
        `pipelines` are others beside it."""
        pipeline = {"activities": activities, **factory.pop("pipeline", {})}
        others = factory.pop("pipelines", {})
        return run_pipeline(
            DeployedFactory("a-factory", {"a-pipeline": pipeline, **others}, **factory),
            "a-pipeline",
            parameters or {},
            run_id="run-1",
            services=self.services,
            changed=changed,
            cancelled=cancelled or threading.Event(),
            recovery=recovery,
            asked=asked,
        )

    def notebook(self, source: str, *, timeout: float | None = 60, **parameters: str):
        """The result of a notebook of this source, at /Shared/nb."""
        self.notebooks["/Shared/nb"] = source
        services = self.services
        return run_notebook("/Shared/nb", parameters, services=services, work=services.work / "run", timeout=timeout)


@pytest.fixture
def azure(tmp_path) -> Surroundings:
    """Empty surroundings for one test."""
    return Surroundings(tmp_path)
