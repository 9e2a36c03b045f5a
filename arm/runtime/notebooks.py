"""Run a notebook as Databricks does: cell by cell, in a process of its own that sees nothing of ours."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arm.runtime.model import Services


@dataclass(frozen=True)
class NotebookResult:
    """How a notebook ended: `status` SUCCESS or FAILED; `exit_value` what it gave to dbutils.notebook.exit.

    `error` (FAILED only) has `message` — notebook, cell, line and the traceback's last line — and, where known,
    `cell`, `line`, `source` and `traceback`. `log` holds what it printed.
    """

    status: str
    exit_value: str | None
    error: dict[str, Any] | None
    log: Path


def run_notebook(
    path: str,
    parameters: Mapping[str, str],
    *,
    services: Services,
    work: Path,
    cancelled: threading.Event | None = None,
    timeout: float | None = None,
) -> NotebookResult:
    """How the notebook at a workspace path ended, given its widgets' values; blocks until it has.

    Everything that is the notebook's fault is a FAILED result; KeyError if there is no such notebook.
    """
    raise NotImplementedError
