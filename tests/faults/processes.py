"""Processes of `invoke`, each forked from one that has the SDKs loaded already: that takes two seconds each time.

Run as a script, this module is that one: it reads a JSON line for each process to fork, and writes one when it has
started and one when it has ended.
"""

import contextlib
import importlib
import json
import os
import pkgutil
import random
import select
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_PRELOADED = (
    "azure.mgmt.datafactory", "azure.mgmt.resource.deployments", "azure.mgmt.resource.resources",
    "databricks_cli.sdk.service", "invoke.main", "jsonschema", "requests", "rich.console",
)  # fmt: skip


class Process:
    """A process that was started; it has a pid of its own and can be killed as any other."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.ended = threading.Event()
        self.code: int | None = None

    def kill(self) -> None:
        """End it at once, without a chance to do anything more."""
        self.send(signal.SIGKILL)

    def send(self, what: signal.Signals) -> None:
        """Send it a signal; nothing happens if it has ended."""
        with contextlib.suppress(ProcessLookupError):
            if not self.ended.is_set():
                os.kill(self.pid, what)


class Processes:
    """Starts processes of `invoke`."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._parent = subprocess.Popen([sys.executable, __file__], env=environment, **pipes)
        self._lock = threading.Lock()
        self._started: dict[int, threading.Event] = defaultdict(threading.Event)
        self._by_number: dict[int, Process] = {}
        self._by_pid: dict[int, Process] = {}
        self._count = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self, folder: Path, *arguments: str) -> Process:
        """Start `invoke` with these arguments in a folder; what it prints goes to command.log there."""
        with self._lock:
            self._count += 1
            number = self._count
            wanted = {"number": number, "folder": str(folder), "arguments": arguments}
            self._parent.stdin.write(json.dumps(wanted) + "\n")  # type: ignore[union-attr]
            self._parent.stdin.flush()  # type: ignore[union-attr]
        assert self._started[number].wait(120), "no process was forked"
        return self._by_number[number]

    def close(self) -> None:
        """Fork no more."""
        self._parent.stdin.close()  # type: ignore[union-attr]
        self._parent.wait(60)

    def _listen(self) -> None:
        for line in self._parent.stdout:  # type: ignore[union-attr]
            told = json.loads(line)
            if "code" in told:
                process = self._by_pid.pop(told["pid"])
                process.code = told["code"]
                process.ended.set()
            else:
                process = self._by_number[told["number"]] = self._by_pid[told["pid"]] = Process(told["pid"])
                self._started[told["number"]].set()


def _serve() -> None:
    """Fork what is asked for, tell what has ended, until there is nobody to ask."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    running: set[int] = set()
    waiting = b""
    asked = True
    while asked or running:
        if asked and select.select([0], [], [], 0.02)[0]:
            data = os.read(0, 65536)
            asked = bool(data)
            *lines, waiting = (waiting + data).split(b"\n")
            for line in lines:
                wanted = json.loads(line)
                pid = os.fork()
                if pid == 0:
                    _become(wanted)
                running.add(pid)
                print(json.dumps({"number": wanted["number"], "pid": pid}), file=out)
        for pid in list(running):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                running.discard(pid)
                print(json.dumps({"pid": pid, "code": os.waitstatus_to_exitcode(status)}), file=out)


def _become(wanted: dict[str, Any]) -> None:
    """Be `invoke` in this process, to its end."""
    code: Any = 70
    try:
        os.chdir(wanted["folder"])
        with open("command.log", "w", encoding="utf-8") as log, open(os.devnull) as nothing:  # noqa: PTH123
            for number, stream in ((0, nothing), (1, log), (2, log)):
                os.dup2(stream.fileno(), number)
        random.seed()
        sys.argv = ["invoke", *wanted["arguments"]]
        importlib.import_module("invoke.main").program.run()
        code = 0
    except SystemExit as error:
        code = 0 if error.code is None else error.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _preload() -> None:
    for name in _PRELOADED:
        importlib.import_module(name)
    for part in ("arm.commands", "arm.cloud", "arm.report"):
        package = importlib.import_module(part)
        for found in pkgutil.walk_packages(package.__path__, f"{part}."):
            importlib.import_module(found.name)
    importlib.import_module("arm.collection")


if __name__ == "__main__":
    sys.path.pop(0)  # this folder: its modules aren't the command's
    _preload()
    _serve()
