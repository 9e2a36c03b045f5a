"""Who deploys: a process on a machine, and whether it is still there."""

import os
import platform
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from getpass import getuser
from pathlib import Path
from typing import Any

from arm.commands.deployment.digests import short

# A process's start is computed from the time the machine started, which is corrected now and then.
_SECONDS_OF_DRIFT = 3


@dataclass(frozen=True)
class Holder:
    """A process that deploys. `machine` is equal only where process ids mean the same processes."""

    who: str
    host: str
    machine: str
    process: int
    started: int

    def __str__(self) -> str:
        return f"{self.who}@{self.host}, process {self.process}"

    @property
    def is_dead(self) -> bool:
        """Whether it is certain that the process is gone; of another machine's nobody can say."""
        return self.machine == _machine() and not _runs(self.process, self.started)

    def as_json(self) -> dict[str, Any]:
        """As a JSON object, which `holder_from` reads."""
        return asdict(self)


def myself() -> Holder:
    """This process."""
    import psutil

    process = psutil.Process()
    return Holder(who(), socket.gethostname(), _machine(), process.pid, int(process.create_time()))


def holder_from(document: Mapping[str, Any]) -> Holder:
    """The holder that `as_json` described."""
    return Holder(
        str(document["who"]),
        str(document["host"]),
        str(document["machine"]),
        int(document["process"]),
        int(document["started"]),
    )


def who() -> str:
    """The user's name; in Azure Pipelines the person whom the run is for."""
    person = os.environ.get("BUILD_REQUESTEDFOR", "")
    if person and not person.startswith("$("):
        return person
    try:
        return getuser()
    except (OSError, KeyError):  # no user name in a bare container
        return "unknown"


def _runs(process: int, started: int) -> bool:
    """Whether a process of this machine runs and is the one that started then: ids are used again."""
    import psutil

    try:
        found = psutil.Process(process)
        if found.status() == psutil.STATUS_ZOMBIE:
            return False
        return abs(found.create_time() - started) <= _SECONDS_OF_DRIFT
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def _machine() -> str:
    """A name for where our process ids are valid: this boot of this machine, this container."""
    parts = [platform.node()]
    for path in (Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")):
        try:
            parts.append(str(path.readlink()) if path.is_symlink() else path.read_text(encoding="ascii").strip())
        except OSError:  # not Linux
            continue
    return short(parts)
