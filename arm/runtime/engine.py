"""Run a pipeline: its activities in order of their dependencies, side by side where they may."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from arm.runtime.model import DeployedFactory, PipelineRun, Services


def run_pipeline(
    factory: DeployedFactory,
    pipeline: str,
    parameters: Mapping[str, Any],
    *,
    run_id: str,
    services: Services,
    changed: Callable[[PipelineRun], None],
    cancelled: threading.Event,
    trigger: Mapping[str, Any] | None = None,
) -> PipelineRun:
    """The run of a pipeline, ended; blocks until then.

    `changed` hears of every transition, always in the calling thread. Setting `cancelled` stops what runs. What
    goes wrong ends the run as Failed with a message; nothing is raised but what `changed` raises.
    """
    raise NotImplementedError
