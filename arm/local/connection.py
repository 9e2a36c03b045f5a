"""The connection file: where a running Local Azure listens and the token it wants; only its owner reads it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from arm import files, jsontext
from arm.errors import AdfopsError

FILE = "connection.json"
LOCK = "local.lock"
LOG = "local.log"
MARKER = ".local-azure"
# Everything that Local Azure writes in its state folder: what `reset` may delete.
OWNED = (FILE, LOCK, LOG, MARKER, "store", "storage", "blocks", "workspace", "runs")


@dataclass(frozen=True)
class Connection:
    """How to reach a running Local Azure."""

    url: str
    pid: int
    token: str = field(repr=False)


def write(state: Path, connection: Connection) -> None:
    """Write the connection file with mode 0600."""
    files.write_text(state / FILE, json.dumps(asdict(connection)) + "\n", private=True)


def read(state: Path) -> Connection | None:
    """What the connection file says; None if there is none that can be understood."""
    path = state / FILE
    if not path.exists():
        return None
    try:
        return Connection(**jsontext.read(path))
    except (AdfopsError, TypeError):
        return None
