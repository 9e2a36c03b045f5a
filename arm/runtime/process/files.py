"""dbutils.fs: files of DBFS, of storage accounts and of this machine."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from arm.runtime.process.dbfs import FileSystem
from arm.runtime.process.link import Link
from arm.runtime.process.part import Part


class FileInfo(NamedTuple):
    """An entry of dbutils.fs.ls: a folder's `path` and `name` end in "/", `modificationTime` is in milliseconds."""

    path: str
    name: str
    size: int
    modificationTime: int

    def isDir(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith("/")

    def isFile(self) -> bool:
        """Whether it is a file."""
        return not self.isDir()


class MountInfo(NamedTuple):
    """An entry of dbutils.fs.mounts."""

    mountPoint: str
    source: str
    encryptionType: str = ""


class Files(Part):
    """dbutils.fs, on DBFS paths: "dbfs:/mnt/raw", or "/mnt/raw" for the same."""

    _title = "dbutils.fs"

    def __init__(self, filesystem: FileSystem, link: Link) -> None:
        self._filesystem = filesystem
        self._link = link

    def ls(self, path: str) -> list[FileInfo]:
        """What is in a folder, by name; a file gives itself."""
        local, shown = self._there(path), self._shown(path)
        if local.is_dir():
            return [self._info(entry, f"{shown.rstrip('/')}/{entry.name}") for entry in sorted(local.iterdir())]
        return [self._info(local, shown)]

    def head(self, file: str, maxBytes: int = 65536) -> str:
        """The first bytes of a file as text."""
        with self._there(file).open("rb") as stream:
            return stream.read(maxBytes).decode("utf-8", "replace")

    def put(self, file: str, contents: str, overwrite: bool = False) -> bool:
        """Write a text file."""
        local = self._local(file)
        if local.exists() and not overwrite:
            raise FileExistsError(f"{file} exists; say overwrite=True")
        local.parent.mkdir(parents=True, exist_ok=True)
        local.write_text(contents, encoding="utf-8", newline="")
        print(f"Wrote {len(contents.encode())} bytes.")
        return True

    def mkdirs(self, path: str) -> bool:
        """Make a folder and those above it."""
        self._local(path).mkdir(parents=True, exist_ok=True)
        return True

    def rm(self, path: str, recurse: bool = False) -> bool:
        """Delete a file, or with `recurse` a folder; False if there was nothing."""
        local = self._local(path)
        if not local.exists():
            return False
        if not local.is_dir():
            local.unlink()
        elif recurse:
            shutil.rmtree(local)
        elif any(local.iterdir()):
            raise OSError(f"{path} is a folder that isn't empty; say recurse=True")
        else:
            local.rmdir()
        return True

    def cp(self, source: str, to: str, recurse: bool = False) -> bool:
        """Copy a file, into `to` where that is a folder; or with `recurse` a folder."""
        origin, target = self._there(source), self._local(to)
        if origin.is_dir():
            if not recurse:
                raise IsADirectoryError(f"{source} is a folder; say recurse=True")
            shutil.copytree(origin, target, dirs_exist_ok=True)
        else:
            target = target / origin.name if target.is_dir() or to.endswith("/") else target
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, target)
        return True

    def mv(self, source: str, to: str, recurse: bool = False) -> bool:
        """Copy, then delete."""
        return self.cp(source, to, recurse) and self.rm(source, recurse)

    def mount(
        self,
        source: str,
        mountPoint: str = "",
        encryptionType: str = "",
        owner: str = "",
        extraConfigs: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> bool:
        """Mount a container, or a folder of one, for all notebooks. `mount_point` and `extra_configs` do as well."""
        point = str(named.pop("mount_point", mountPoint)).rstrip("/")
        named.pop("extra_configs", None)  # credentials: storage on this machine asks for none
        if named or not point:
            raise TypeError(f"dbutils.fs.mount takes a source and a mount_point, not {', '.join(named) or 'nothing'}")
        if point in self._filesystem.mounts:
            raise ValueError(f"Directory already mounted: {point}")
        folder = self._filesystem.resolve(source)
        folder.mkdir(parents=True, exist_ok=True)
        self._link.call("mounted", point=point, folder=str(folder))
        self._filesystem.mount(point, folder)
        return True

    def updateMount(self, source: str, mountPoint: str = "", **named: Any) -> bool:
        """Mount something else at a mount point."""
        point = str(named.get("mount_point", mountPoint)).rstrip("/")
        self._filesystem.mounts.pop(point, None)
        return self.mount(source, point)

    def unmount(self, mountPoint: str) -> bool:
        """Take a mount point away."""
        point = mountPoint.rstrip("/")
        if point not in self._filesystem.mounts:
            raise ValueError(f"Directory not mounted: {mountPoint}")
        self._link.call("mounted", point=point, folder=None)
        del self._filesystem.mounts[point]
        return True

    def mounts(self) -> list[MountInfo]:
        """The mount points and what they show."""
        return [MountInfo(point, _address(folder)) for point, folder in sorted(self._filesystem.mounts.items())]

    def refreshMounts(self) -> bool:
        """Nothing to do: there is one machine."""
        return True

    def _local(self, path: str) -> Path:
        return self._filesystem.resolve(str(path))

    def _there(self, path: str) -> Path:
        local = self._local(path)
        if not local.exists():
            raise FileNotFoundError(f"No such file or directory: {self._shown(path)}")
        return local

    def _shown(self, path: str) -> str:
        return path if re.match(r"\w+:", path) else "dbfs:/" + path.lstrip("/")

    def _info(self, local: Path, shown: str) -> FileInfo:
        seen = local.stat()
        mark = "/" if local.is_dir() else ""
        size = 0 if mark else seen.st_size
        return FileInfo(shown + mark, local.name + mark, size, int(seen.st_mtime * 1000))


def _address(folder: Path) -> str:
    """A container's folder as the address it stands for."""
    return f"abfss://{folder.name}@{folder.parent.name}.dfs.core.windows.net/"
