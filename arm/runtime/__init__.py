"""Pipelines and notebooks run here, with no service and no HTTP: what Local Azure and users' tests call."""

from arm.runtime.answers import check as check_answers
from arm.runtime.answers import read_answers
from arm.runtime.callbacks import Callbacks
from arm.runtime.engine import Cancellation, run_pipeline
from arm.runtime.limits import Limits
from arm.runtime.model import (
    ActivityRun,
    DeployedFactory,
    PipelineRun,
    Services,
    Status,
    duration_ms,
)
from arm.runtime.notebooks import NotebookResult, run_notebook
from arm.runtime.parameters import bind_parameters
from arm.runtime.recovery import Earlier, Recovery
from arm.runtime.secrets import Secrets
from arm.runtime.sources import read_factory
from arm.runtime.triggers import Start, starts
from arm.runtime.turns import Turns

__all__ = [
    "ActivityRun",
    "Callbacks",
    "Cancellation",
    "DeployedFactory",
    "Earlier",
    "Limits",
    "NotebookResult",
    "PipelineRun",
    "Recovery",
    "Secrets",
    "Services",
    "Start",
    "Status",
    "Turns",
    "bind_parameters",
    "check_answers",
    "duration_ms",
    "read_answers",
    "read_factory",
    "run_notebook",
    "run_pipeline",
    "starts",
]
