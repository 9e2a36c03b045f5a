"""Run a notebook and the notebooks that it runs, each in a process of its own."""

import contextlib
import json
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from arm.runtime import process
from arm.runtime.children import Family, how_it_ended, minimal_environment, start_apart
from arm.runtime.model import Services
from arm.runtime.notebooks import coverage
from arm.runtime.notebooks.line import Line, NotGiven
from arm.runtime.notebooks.log import Log
from arm.runtime.notebooks.result import NotebookResult
from arm.runtime.notebooks.watch import Stop, Watch

_DRIVER = Path(process.__file__).with_name("__main__.py")
# How deep dbutils.notebook.run may go: a notebook that runs itself without end is told so early.
_DEEPEST = 20
_DRAIN_SECONDS = 5

Json = dict[str, Any]


def run_notebook(
    path: str,
    parameters: Mapping[str, str],
    *,
    services: Services,
    work: Path,
    cancelled: threading.Event | None = None,
    timeout: float | None = None,
    task_values: Mapping[str, Mapping[str, Any]] | None = None,
    started: Callable[[Path], Any] = lambda log: None,
) -> NotebookResult:
    """How the notebook at a workspace path ended, given its widgets' values; blocks until it has.

    Everything that goes wrong is a FAILED result: no such notebook, an exception in it, a bound of
    `services.limits` or `timeout` (seconds) passed, `cancelled` set, its process gone. The process and all it
    started have ended when this returns. Secrets that it asked for read [REDACTED] in the log and in the result.
    `task_values` are those of the job's earlier tasks, by their keys; None outside of a job. `started` hears of the
    log before anything is in it.
    """
    log = Log(_folder(work, path) / "log.txt", int(services.limits.output))
    try:
        started(log.path)
        run = _Run(services, log, cancelled or threading.Event())
        return run.notebook(path, parameters, timeout, task_values).changed(log.redacted)
    finally:
        log.close()


class _Run:
    """A run and what its notebooks share: the log, the memory, and the way to cancel it."""

    def __init__(self, services: Services, log: Log, cancelled: threading.Event, above: "_Run | None" = None) -> None:
        self._services = services
        self._log = log
        self._cancelled = cancelled
        self._depth: int = above._depth + 1 if above else 0
        self._families: list[Family] = above._families if above else []

    def notebook(
        self,
        path: str,
        parameters: Mapping[str, str],
        timeout: float | None,
        task_values: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> NotebookResult:
        """How one notebook ended."""
        try:
            source = self._source(path)
        except NotGiven as error:
            return NotebookResult("FAILED", None, {"message": str(error)}, self._log.path)
        folder = _folder(self._log.path.parent, path)
        inner = _Run(self._services, self._log, threading.Event(), self)
        line = Line(inner.calls())
        job = {
            "path": path,
            "source": source["text"],
            "file": source["file"],
            "parameters": dict(parameters),
            "task_values": task_values,
            "mounts": {point: str(mounted.absolute()) for point, mounted in self._services.mounts.items()},
            "scratch": str((self._services.work / "dbfs").absolute()),
            "coverage": coverage.options(folder) if self._services.measured else None,
            "port": line.port,
            "token": line.token,
        }
        try:
            stop, ended = self._process(job, folder, line, timeout)
        finally:
            inner._cancelled.set()  # what it ran by dbutils.notebook.run has nobody to answer any more
        if self._services.measured:
            coverage.collect(folder)
        return self._result(path, line, stop, ended)

    def calls(self) -> dict[str, Any]:
        """What a notebook's process may ask for."""
        return {
            "source": self._source,
            "run": self._run,
            "secret": self._secret,
            "scopes": self._services.secrets.scopes,
            "account": lambda name: str(self._services.storage(name).absolute()),
            "mounted": lambda point, folder: self._services.mounted(point, Path(folder) if folder else None),
        }

    def _process(self, job: Json, folder: Path, line: Line, timeout: float | None) -> tuple[Stop | None, str]:
        """Why the process was ended, None if it ended by itself; and how it ended."""
        home = folder / "home"
        home.mkdir()
        command = [self._services.python, "-I", "-X", "utf8", "-X", "faulthandler", str(_DRIVER)]
        child = start_apart(command, minimal_environment(home), folder)
        watch = Watch(child, self._services.limits, timeout, self._families)
        try:
            pump = self._log.pump(child)
            _hand_over(child, job)
            stop = watch.wait(self._cancelled, self._log.full)
            if stop:
                line.where()
        finally:
            watch.family.kill()  # what the notebook left running, too, and so lets the pump come to its end
            self._families.remove(watch.family)
            line.close()
        pump.join(_DRAIN_SECONDS)
        return stop, how_it_ended(child)

    def _result(self, path: str, line: Line, stop: Stop | None, ended: str) -> NotebookResult:
        """What the process told; one that was ended, or died, left at most the place it had come to."""
        if line.result and not stop:
            return NotebookResult(**line.result, log=self._log.path)
        stop = stop or Stop("ended", f"its process ended before the notebook did, {ended}")
        told = dict(line.place)
        place = told.pop("place", f"notebook {path}")
        error = {"message": f"{place}: {stop.told}", **told, "reason": stop.reason}
        return NotebookResult("FAILED", None, error, self._log.path)

    def _source(self, path: str) -> Json:
        try:
            return {"text": self._services.notebook(path), "file": self._services.notebook_file(path)}
        except KeyError:
            raise NotGiven(f"notebook {path} isn't there: nothing to run") from None

    def _run(self, path: str, parameters: Mapping[str, str], timeout: float | None) -> Json:
        if self._depth > _DEEPEST:
            return {"value": None, "error": f"dbutils.notebook.run goes deeper than {_DEEPEST} notebooks: {path}"}
        result = self.notebook(path, parameters, timeout)
        return {"value": result.exit_value, "error": (result.error or {}).get("message")}

    def _secret(self, scope: str, key: str) -> str:
        try:
            value = self._services.secrets.get(scope, key)
        except KeyError:
            raise NotGiven(key) from None
        self._log.hide(value)
        return value


def _folder(work: Path, path: str) -> Path:
    """A new folder for the run of a notebook, readable by its owner only."""
    work.mkdir(parents=True, exist_ok=True)
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", path).strip("-")[-60:]
    return Path(tempfile.mkdtemp(prefix=f"{slug}-", dir=work)).absolute()


def _hand_over(child: "subprocess.Popen[bytes]", job: Json) -> None:
    """Give a process its job; one that died at once is told by how it ended."""
    assert child.stdin
    with contextlib.suppress(OSError), child.stdin:
        child.stdin.write(json.dumps(job).encode() + b"\n")
