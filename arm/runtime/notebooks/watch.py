"""The bounds of a notebook's process: time, memory, output, and being cancelled."""

import subprocess
import threading
import time
from dataclasses import dataclass

from arm.runtime.children import Family
from arm.runtime.limits import Limits

_POLL_SECONDS = 0.02
# How often to look for new child processes: that asks the system for all its processes.
_LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Stop:
    """Why a process is ended: `reason` for machines, `told` for people."""

    reason: str
    told: str


class Watch:
    """Watches one process until it has ended, or must be.

    `families` are all processes of the run, this one joins them: memory is theirs together.
    """

    def __init__(
        self, child: "subprocess.Popen[bytes]", limits: Limits, seconds: float | None, families: list[Family]
    ) -> None:
        self.family = Family(child)
        self._families = families
        families.append(self.family)
        self._child = child
        self._limits = limits
        self._seconds = min(limits.seconds, seconds or limits.seconds)

    def wait(self, cancelled: threading.Event, full: threading.Event) -> Stop | None:
        """Why it must be ended, None once it has ended by itself."""
        start = looked = time.monotonic()
        while self._child.poll() is None:
            if cancelled.wait(_POLL_SECONDS):
                return Stop("cancelled", "the run was cancelled")
            if full.is_set():
                return Stop("output", f"it printed more than {self._limits.output / 1e6:g} MB")
            now = time.monotonic()
            if now > start + self._seconds:
                return Stop("timeout", f"it ran longer than {round(self._seconds, 1):g} s")
            if now > looked + _LOOK_SECONDS:
                looked = now
                self.family.look()
            if sum(family.memory() for family in list(self._families)) > self._limits.memory:
                return Stop("memory", f"it used more than {self._limits.memory / 1e6:g} MB of memory")
        return None
