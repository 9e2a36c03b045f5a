"""Run a notebook as Databricks does: cell by cell, in a process of its own that sees nothing of ours."""

import contextlib
import json
import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arm.runtime import process
from arm.runtime.children import how_it_ended, kill_tree, minimal_environment, start_apart
from arm.runtime.model import Services

_DRIVER = Path(process.__file__).with_name("__main__.py")
# Databricks cancels a run whose output passes 20 MB: https://learn.microsoft.com/azure/databricks/jobs/run-now
MAX_LOG_BYTES = 20_000_000
_POLL = 0.02


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

    Everything that goes wrong is a FAILED result: no such notebook, an exception in it, `timeout` (seconds)
    passed, `cancelled` set, its process gone. The process and all it started have ended when this returns.
    """
    work.mkdir(parents=True, exist_ok=True)
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", path).strip("-")
    folder = Path(tempfile.mkdtemp(prefix=f"{slug}-", dir=work))  # readable by its owner only
    log = folder / "log.txt"
    log.touch()
    try:
        source = services.notebook(path)
    except KeyError:
        return NotebookResult("FAILED", None, {"message": f"notebook {path} isn't there: nothing to run"}, log)
    job = {
        "path": path,
        "source": source,
        "parameters": dict(parameters),
        "mounts": {point: str(folder) for point, folder in services.mounts.items()},
        "scratch": str(services.work / "dbfs"),
        "result": str(folder / "result.json"),
    }
    stopped = _run_process(services.python, job, folder, log, cancelled or threading.Event(), timeout)
    return _read_result(path, folder / "result.json", stopped, log)


def _run_process(
    python: str, job: Mapping[str, Any], folder: Path, log: Path, cancelled: threading.Event, timeout: float | None
) -> str:
    """Why the process ended before its time, or what it ended with if it gave no result; often not asked for."""
    home = folder / "home"
    home.mkdir()
    child = start_apart([python, "-I", "-X", "utf8", str(_DRIVER)], minimal_environment(home), folder)
    try:
        pump = _LogPump(child, log)
        with contextlib.suppress(OSError):  # a process that died at once is told below
            assert child.stdin
            child.stdin.write(json.dumps(job).encode() + b"\n")
            child.stdin.flush()
        reason = _wait(child, pump, cancelled, timeout)
    finally:
        # Kills what the notebook left running, too, and so lets the pump come to the end of the pipe.
        kill_tree(child)
    pump.join()
    if child.stdin:
        with contextlib.suppress(OSError):
            child.stdin.close()
    return reason or f"its process ended before the notebook did, {how_it_ended(child)}"


def _wait(
    child: "subprocess.Popen[bytes]", pump: "_LogPump", cancelled: threading.Event, timeout: float | None
) -> str:
    """Why a process must be ended, "" once it has ended by itself."""
    deadline = None if timeout is None else time.monotonic() + timeout
    while child.poll() is None:
        if cancelled.wait(_POLL):
            return "the run was cancelled"
        if deadline is not None and time.monotonic() > deadline:
            return f"it ran longer than {timeout:g} s"
        if pump.full.is_set():
            return f"it printed more than {MAX_LOG_BYTES // 1_000_000} MB"
    return ""


class _LogPump:
    """Moves what a process prints into its log, up to the limit; beyond that it reads on and drops."""

    def __init__(self, child: "subprocess.Popen[bytes]", log: Path) -> None:
        self.full = threading.Event()
        self._child, self._log = child, log
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait until all of it is in the log."""
        self._thread.join()

    def _run(self) -> None:
        assert self._child.stdout
        left = MAX_LOG_BYTES
        with self._child.stdout as pipe, self._log.open("wb", buffering=0) as log:
            while chunk := os.read(pipe.fileno(), 65536):
                log.write(chunk[:left])
                left = max(0, left - len(chunk))
                if not left:
                    self.full.set()


def _read_result(path: str, file: Path, stopped: str, log: Path) -> NotebookResult:
    """What the process left behind; one that was ended, or died, left at most the cell it had come to."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        told = {"status": "RUNNING", "cell": 1}
    file.unlink(missing_ok=True)
    if told["status"] != "RUNNING":
        return NotebookResult(told["status"], told["exit_value"], told["error"], log)
    error = {"message": f"notebook {path}, cell {told['cell']}: {stopped}", "cell": told["cell"]}
    return NotebookResult("FAILED", None, error, log)
