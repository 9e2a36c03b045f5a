"""Processes apart from ours: a minimal environment, a group of their own, and an end for all of it."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

# What an interpreter needs to start and find its libraries; everything else a process of ours was given, tokens and
# passwords among it, is not for a notebook.
_KEPT = {
    "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP",
    "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "WINDIR", "NUMBER_OF_PROCESSORS",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "JAVA_HOME", "HADOOP_HOME",
}  # fmt: skip


def minimal_environment(home: Path) -> dict[str, str]:
    """The environment of a process that gets nothing from ours but what it can't start without."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in _KEPT}
    return {**kept, "HOME": str(home), "USERPROFILE": str(home)}


def start_apart(command: Sequence[str], environment: dict[str, str], folder: Path) -> "subprocess.Popen[bytes]":
    """A process in a group of its own, stdin a pipe, stdout and stderr one pipe."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        close_fds=True,
        start_new_session=os.name != "nt",
        creationflags=_new_group_flag(),
    )


def _new_group_flag() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


class Family:
    """A process of `start_apart` and those it started, as far as they have been seen: each `look` sees more."""

    def __init__(self, child: "subprocess.Popen[bytes]") -> None:
        self._child = child
        self._seen: set[psutil.Process] = set()
        self._head: psutil.Process | None = None
        with contextlib.suppress(psutil.NoSuchProcess):
            self._head = psutil.Process(child.pid)

    def look(self) -> None:
        """See which processes there are now."""
        with contextlib.suppress(psutil.Error):
            if self._head:
                self._seen |= set(self._head.children(recursive=True))

    def memory(self) -> int:
        """The bytes of memory that they hold now, pages that they share counted for each."""
        held = 0
        for each in ([self._head] if self._head else []) + list(self._seen):
            with contextlib.suppress(psutil.Error):
                held += each.memory_info().rss
        return held

    def kill(self) -> None:
        """End them all, those that have left the group as well, and wait for the first."""
        self.look()
        kill_tree(self._child)
        for each in self._seen:
            with contextlib.suppress(psutil.Error):
                each.kill()


def kill_tree(child: "subprocess.Popen[bytes]") -> None:
    """End a process of `start_apart` and those it started, and wait for it; nothing happens to one long gone."""
    if sys.platform == "win32":
        if child.poll() is None:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(child.pid)], check=False, capture_output=True)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def how_it_ended(child: "subprocess.Popen[bytes]") -> str:
    """What ended a process, for people: its exit code, or the signal (out of memory sends SIGKILL)."""
    if child.returncode < 0:
        with contextlib.suppress(ValueError):
            return f"ended by {signal.Signals(-child.returncode).name}"
    return f"with exit code {child.returncode}"
