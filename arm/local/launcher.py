"""Starts, finds and stops Local Azure for a state folder; cheap to import, for commands."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from arm.errors import TargetError
from arm.local import connection
from arm.local.lock import ProcessLock

IDLE_MINUTES = 120.0
_START_SECONDS = 60
_STOP_SECONDS = 20
# What the process gets of its caller's environment: what programs need to run, and none of its secrets.
_ENVIRONMENT = (
    "PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP", "JAVA_HOME", "SPARK_HOME",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
)  # fmt: skip


@dataclass(frozen=True)
class Instance:
    """A running Local Azure. `token` goes into `Authorization: Bearer …` of every request."""

    url: str
    pid: int
    state: Path
    token: str = field(repr=False)


def find(state: Path) -> Instance | None:
    """The Local Azure that serves `state`, if one is running and answers; a file left by a dead one doesn't count."""
    found = connection.read(state)
    if found is None or not _answers(found):
        return None
    return Instance(found.url, found.pid, state, found.token)


def ensure(
    state: Path,
    *,
    python: str = sys.executable,
    idle_minutes: float = IDLE_MINUTES,
    notebook_minutes: float = 60,
    notebook_megabytes: float = 4000,
) -> Instance:
    """The Local Azure that serves `state`, started in the background if it isn't running.

    `python` is the interpreter that notebooks run in, each for at most `notebook_minutes` and in `notebook_megabytes`
    of memory; one that is running keeps the bounds that it was started with. Two callers at once get the same
    process. TargetError, with the last line of its log, if it can't start.
    """
    options = ["--idle-minutes", str(idle_minutes), "--python", python]
    options += ["--notebook-minutes", str(notebook_minutes), "--notebook-megabytes", str(notebook_megabytes)]
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetError(f"Local Azure can't keep its state in {state}: {error.strerror}") from None
    deadline = time.monotonic() + _START_SECONDS
    process: subprocess.Popen[bytes] | None = None
    while time.monotonic() < deadline:
        if found := find(state):
            return found
        if process is None or process.poll() is not None:
            if process is not None and not _lost_the_race(process):
                raise TargetError(
                    f"Local Azure can't start: {_last_line(state)}", hint=f"see {state / connection.LOG}"
                )
            process = None if ProcessLock(state / connection.LOCK).is_held() else _start(state, options)
        time.sleep(0.05)
    raise _trouble("doesn't answer", state)


def stop(state: Path) -> bool:
    """Stop the Local Azure that serves `state`; whether there was one. TargetError if it won't stop."""
    lock = ProcessLock(state / connection.LOCK)
    if not lock.is_held():
        return False
    found = connection.read(state)
    if found is not None and not _ask(found, "POST", "/local/shutdown"):
        _kill(found.pid)
    deadline = time.monotonic() + _STOP_SECONDS
    while lock.is_held():
        if time.monotonic() > deadline:
            raise TargetError(f"Local Azure doesn't stop (process {found.pid if found else 'unknown'})")
        time.sleep(0.05)
    return True


def reset(state: Path) -> None:
    """Stop the Local Azure that serves `state` and delete what it wrote there; other files stay."""
    stop(state)
    if not (state / connection.MARKER).exists():
        return
    for name in connection.OWNED:
        path = state / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _start(state: Path, options: list[str]) -> subprocess.Popen[bytes]:
    """Start the process on its own: it outlives its caller and isn't hit by its Ctrl-C."""
    package = str(Path(__file__).resolve().parent.parent.parent)
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment |= {"PYTHONPATH": package, "PYTHONUTF8": "1"}
    # -P: a folder named `arm` where the caller stands is not ours.
    command = [sys.executable, "-P", "-m", "arm.local", "--state", str(state.resolve()), *options]
    with (state / connection.LOG).open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=state,
            env=environment,
            start_new_session=True,
            creationflags=_creation_flags(),
        )


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return 0


def _lost_the_race(process: subprocess.Popen[bytes]) -> bool:
    """Whether it ended because another process was first (the exit code of `arm.local.__main__`)."""
    return process.returncode == 10


def _answers(found: connection.Connection) -> bool:
    return _ask(found, "GET", "/local/status")


def _ask(found: connection.Connection, method: str, path: str) -> bool:
    request = urllib.request.Request(
        found.url + path, method=method, headers={"Authorization": f"Bearer {found.token}"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy has no business on loopback
    try:
        with opener.open(request, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError, OSError):
        return


def _trouble(what: str, state: Path) -> TargetError:
    return TargetError(f"Local Azure {what}: {_last_line(state)}", hint=f"see {state / connection.LOG}")


def _last_line(state: Path) -> str:
    try:
        lines = (state / connection.LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else "it left no message"
