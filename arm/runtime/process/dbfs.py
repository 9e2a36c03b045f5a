"""Databricks' paths in a notebook's process: `/dbfs/mnt/raw/x` is a file of the folder mounted there.

Which path works where is as on Databricks (https://learn.microsoft.com/azure/databricks/files/): `open` and pandas
find DBFS below /dbfs and volumes below /Volumes, pandas reads abfss: addresses, dbutils.fs and Spark take them all.
"""

import builtins
import os
import posixpath
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache, wraps
from pathlib import Path
from typing import Any

_ON_WINDOWS = os.name == "nt"
_DRIVE = r"(?:[A-Za-z]:)?" if _ON_WINDOWS else ""
_POSIX = re.compile(_DRIVE + r"[/\\](dbfs|Volumes)(?=[/\\]|$)")
# abfss://container@account.dfs.core.windows.net/folder/file, and the older wasbs://
_ADDRESS = re.compile(r"(?:abfss?|wasbs?)://([^@/]+)@([^./]+)[^/]*/?(.*)", re.DOTALL)

# How many of a function's first arguments are paths.
_OS_FUNCTIONS = {
    "open": 1, "stat": 1, "lstat": 1, "listdir": 1, "scandir": 1, "mkdir": 1, "rmdir": 1, "remove": 1, "unlink": 1,
    "access": 1, "chmod": 1, "utime": 1, "truncate": 1, "readlink": 1, "chdir": 1, "statvfs": 1,
    "rename": 2, "replace": 2, "link": 2, "symlink": 2,
}  # fmt: skip
# In some Python versions these go to the system without passing through `os`.
_PATH_FUNCTIONS = ("exists", "lexists", "isfile", "isdir", "islink")
_PATH_KEYWORDS = {"path", "src", "dst", "file", "s"}
_SUPPORTS = ("supports_fd", "supports_dir_fd", "supports_follow_symlinks", "supports_effective_ids")

# The system's own modules, by which Python imports code: what is code and what is data isn't mixed up.
_LEFT_ALONE = {"posix", "nt", "_io"}


class FileSystem:
    """What DBFS shows: mount points ("/mnt/raw") over folders, and a scratch folder for everything else.

    `account` gives the folder of a storage account, whose sub-folders are its containers.
    """

    def __init__(self, mounts: Mapping[str, str], scratch: str, account: Callable[[str], str]) -> None:
        self.mounts: dict[str, Path] = {}
        self.scratch = Path(scratch).absolute()
        self.scratch.mkdir(parents=True, exist_ok=True)
        self._account = cache(account)
        disks = Path("/Volumes")  # where macOS has them
        self._disks = {disk.name for disk in disks.iterdir()} if disks.is_dir() else set()
        for point, folder in mounts.items():
            self.mount(point, Path(folder))

    def mount(self, point: str, folder: Path) -> None:
        """Show a folder at a mount point."""
        point = _normal(point)
        self.mounts[point] = folder
        # So that a listing of /mnt shows it.
        (self.scratch / point.strip("/")).mkdir(parents=True, exist_ok=True)

    def folder_of(self, path: str) -> Path:
        """Where a DBFS path ("/mnt/raw/x", from the root of DBFS) lies on this machine."""
        path = _normal(path)
        for point in sorted(self.mounts, key=len, reverse=True):
            if path == point or path.startswith(point + "/"):
                return self.mounts[point] / path[len(point) :].lstrip("/")
        parts = path.strip("/").split("/")
        if parts[0] == "Volumes" and len(parts) > 3:  # every volume exists
            self.scratch.joinpath(*parts[:4]).mkdir(parents=True, exist_ok=True)
        return self.scratch / path.lstrip("/")

    def resolve(self, path: str) -> Path:
        """Where a path that Spark or dbutils.fs takes lies: dbfs:, file:, abfss:, wasbs:, or none of these for DBFS.

        ValueError for one of another kind.
        """
        if address := _ADDRESS.fullmatch(path):
            return self._blob(*address.groups())
        scheme, colon, rest = path.partition(":")
        if not colon or "/" in scheme:
            return self.folder_of(path)
        if scheme == "file":
            return Path("/" + rest.lstrip("/")) if not _ON_WINDOWS else Path(rest.lstrip("/"))
        if scheme == "dbfs":
            return self.folder_of(rest)
        raise ValueError(f"{path}: a local run has no {scheme}: paths, only dbfs:, abfss:, wasbs: and file:")

    def address(self, path: Any) -> Any:
        """The file behind an abfss: or wasbs: address, for what reads such; anything else is left alone."""
        found = _ADDRESS.fullmatch(path) if isinstance(path, str) else None
        return str(self._blob(*found.groups())) if found else path

    def local(self, path: Any) -> Any:
        """The path to use instead of one that a file function was given; others than DBFS' own are left alone."""
        if isinstance(path, bytes):
            return os.fsencode(self.local(os.fsdecode(path)))
        text = os.fspath(path) if isinstance(path, os.PathLike) else path
        if not isinstance(text, str) or not (found := _POSIX.match(text)):
            return path
        rest = text[found.end() :]
        if found[1] == "dbfs":
            return str(self.folder_of(rest))
        disk = re.split(r"[/\\]", rest.lstrip("/\\"))[0]
        return path if disk in self._disks else str(self.folder_of(f"/Volumes/{rest}"))

    def _blob(self, container: str, account: str, name: str) -> Path:
        return Path(self._account(account)) / container / _normal(name).lstrip("/")

    def install(self) -> None:
        """Let `open`, the functions of `os` and what builds on them (pathlib, shutil, glob, pandas) use DBFS paths.

        What was imported before may hold the functions under names of its own, so they are replaced there, too.
        What opens files in C doesn't pass here: pyarrow is taught in `imports`; others (sqlite3) find no /dbfs and
        fail.
        """
        mapped = {id(builtins.open): self._mapped(builtins.open, 1)}
        for name, paths in _OS_FUNCTIONS.items():
            if original := getattr(os, name, None):
                mapped[id(original)] = self._mapped(original, paths)
        for name in _PATH_FUNCTIONS:
            original = getattr(os.path, name)
            mapped[id(original)] = self._mapped(original, 1)
        for module in [module for name, module in sys.modules.items() if name not in _LEFT_ALONE]:
            _replace(module, mapped)

    def _mapped(self, function: Callable[..., Any], paths: int) -> Callable[..., Any]:
        @wraps(function)
        def mapped(*args: Any, **kwargs: Any) -> Any:
            first = [self.local(argument) for argument in args[:paths]]
            named = {key: self.local(value) if key in _PATH_KEYWORDS else value for key, value in kwargs.items()}
            try:
                return function(*first, *args[paths:], **named)
            except OSError as error:
                _tell_as_given(error, dict(zip(first, args[:paths], strict=False)))
                raise

        for name in _SUPPORTS:
            if function in getattr(os, name, ()):
                getattr(os, name).add(mapped)
        return mapped


def _tell_as_given(error: OSError, given: dict[Any, Any]) -> None:
    """Let an error name the paths that the notebook gave, not where these lie on this machine."""
    if error.filename is not None:
        error.filename = given.get(error.filename, error.filename)
    if error.filename2 is not None:
        error.filename2 = given.get(error.filename2, error.filename2)


def _normal(path: str) -> str:
    """The path with no step upwards left in it that would lead out of its root."""
    return posixpath.normpath("/" + path.replace("\\", "/").lstrip("/"))


def _replace(module: Any, mapped: dict[int, Callable[..., Any]]) -> None:
    """Put the mapped functions in place of those a module holds, itself or as static methods of its classes."""
    for name, value in list(vars(module).items()):
        if id(value) in mapped:
            setattr(module, name, mapped[id(value)])
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for key, held in list(vars(value).items()):
                if isinstance(held, staticmethod) and id(held.__func__) in mapped:
                    setattr(value, key, staticmethod(mapped[id(held.__func__)]))
