"""DBFS mounts: which storage container a notebook finds at `/mnt/...`."""

from pathlib import Path

from arm.local.names import checked_segments
from arm.local.storage.state import Storage
from arm.local.store import Store
from arm.local.wire import CloudError


class Mounts:
    """The mount points, kept over restarts."""

    def __init__(self, store: Store, storage: Storage) -> None:
        self._store = store
        self._storage = storage

    def all(self) -> dict[str, dict[str, str]]:
        """Mount point → `{"account", "container"}`."""
        return dict(self._store.get("mounts") or {})

    def add(self, mounts: dict[str, dict[str, str]]) -> None:
        """Add mount points, or change them; the others stay. Refused if one doesn't fit."""
        for point, target in mounts.items():
            if not point.startswith("/") or not checked_segments(point.strip("/")):
                raise CloudError(400, "InvalidMount", f"A mount point reads like /mnt/raw, not {point!r}.")
            if not isinstance(target, dict) or target.keys() != {"account", "container"}:
                raise CloudError(400, "InvalidMount", f"{point} needs an account and a container.")
            self._storage.container_folder(target["account"], target["container"])
        self._store.put(("mounts",), {**self.all(), **mounts})

    def folders(self) -> dict[str, Path]:
        """Mount point → the folder of its container (made if it isn't there)."""
        found = {}
        for point, target in self.all().items():
            folder = self._storage.container_folder(target["account"], target["container"])
            folder.mkdir(parents=True, exist_ok=True)
            found[point] = folder
        return found
