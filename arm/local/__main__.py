"""Runs Local Azure: `python -m arm.local --state FOLDER`; `arm.local.launcher` starts it in the background."""

import argparse
import os
import secrets
import signal
import sys
from pathlib import Path
from types import FrameType

from arm.local import connection
from arm.local.azure import LocalAzure
from arm.local.lock import ProcessLock
from arm.local.server import LocalServer
from arm.local.services import table

ALREADY_RUNNING = 10


def main(arguments: list[str]) -> int:
    """Serve until stopped; returns the exit code, ALREADY_RUNNING if another process serves that state."""
    parser = argparse.ArgumentParser(prog="python -m arm.local", description=__doc__)
    parser.add_argument("--state", type=Path, default=Path("build/local"), help="the folder its state lives in")
    parser.add_argument("--idle-minutes", type=float, default=120, help="stop after so many minutes without work")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that notebooks run in")
    parser.add_argument("--notebook-minutes", type=float, default=60, help="how long a notebook may run")
    parser.add_argument("--notebook-megabytes", type=float, default=4000, help="how much memory a notebook may use")
    options = parser.parse_args(arguments)
    state: Path = options.state.resolve()
    lock = ProcessLock(state / connection.LOCK)
    if not lock.acquire():
        print(f"another process serves {state}", file=sys.stderr)
        return ALREADY_RUNNING
    try:
        limits = {"seconds": options.notebook_minutes * 60, "memory": options.notebook_megabytes * 1e6}
        _serve(state, options.idle_minutes * 60, options.python, limits)
    finally:
        lock.release()
    return 0


def _serve(state: Path, idle: float, python: str, limits: dict[str, float]) -> None:
    (state / connection.MARKER).write_text("Local Azure keeps its state in this folder.\n", encoding="utf-8")
    token = secrets.token_urlsafe(32)
    azure = LocalAzure(state, token, python, limits)
    for problem in azure.store.problems:
        print(problem, file=sys.stderr, flush=True)
    server = LocalServer(azure, table(), token)
    server.stop_when_idle(idle)
    signal.signal(signal.SIGTERM, _interrupt)
    connection.write(state, connection.Connection(server.url, os.getpid(), token))
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        (state / connection.FILE).unlink(missing_ok=True)
        azure.close()
        server.server_close()


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
