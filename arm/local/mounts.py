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
        """Mount point → `{"account", "container"}`, and `folder` where it shows only one of the container's."""
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

    def change(self, point: str, folder: Path | None) -> None:
        """Show a container, or a folder of one, at a mount point, as a notebook asks for; None takes the point away.

        ValueError for a folder that is in no container.
        """
        mounts = {key: target for key, target in self.all().items() if key != point}
        if folder is not None:
            account, container, *below = folder.relative_to(self._storage.root.absolute()).parts
            mounts[point] = {"account": account, "container": container}
            mounts[point] |= {"folder": "/".join(below)} if below else {}
        self._store.put(("mounts",), mounts)

    def folders(self) -> dict[str, Path]:
        """Mount point → the folder that it shows (made if it isn't there)."""
        found = {}
        for point, target in self.all().items():
            folder = self._storage.container_folder(target["account"], target["container"])
            folder /= target.get("folder", "")
            folder.mkdir(parents=True, exist_ok=True)
            found[point] = folder
        return found
