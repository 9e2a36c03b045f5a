"""DBFS paths in a notebook's process: `/dbfs/mnt/raw/x` is a file of the folder mounted there."""

import builtins
import os
import posixpath
import re
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

_ON_WINDOWS = os.name == "nt"
_FUSE = re.compile(r"(?:[A-Za-z]:)?[/\\]dbfs(?=[/\\]|$)" if _ON_WINDOWS else r"/dbfs(?=/|$)")

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
    """What DBFS shows: mount points ("/mnt/raw") over folders, and a scratch folder for everything else."""

    def __init__(self, mounts: dict[str, str], scratch: str) -> None:
        self.mounts = {posixpath.normpath("/" + point.strip("/")): Path(folder) for point, folder in mounts.items()}
        self.scratch = Path(scratch)
        for point in self.mounts:  # so that a listing of /mnt shows them
            (self.scratch / point.strip("/")).mkdir(parents=True, exist_ok=True)

    def folder_of(self, path: str) -> Path:
        """Where a DBFS path ("/mnt/raw/x", from the root of DBFS) lies on this machine."""
        path = posixpath.normpath("/" + path.replace("\\", "/").lstrip("/"))
        for point in sorted(self.mounts, key=len, reverse=True):
            if path == point or path.startswith(point + "/"):
                return self.mounts[point] / path[len(point) :].lstrip("/")
        return self.scratch / path.lstrip("/")

    def local(self, path: Any) -> Any:
        """The path to use instead of one that a file function was given; anything not below /dbfs is left alone."""
        if isinstance(path, bytes):
            return os.fsencode(self.local(os.fsdecode(path)))
        text = os.fspath(path) if isinstance(path, os.PathLike) else path
        if not isinstance(text, str) or not (found := _FUSE.match(text)):
            return path
        return str(self.folder_of(text[found.end() :]))

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
            return function(*first, *args[paths:], **named)

        for name in _SUPPORTS:
            if function in getattr(os, name, ()):
                getattr(os, name).add(mapped)
        return mapped


def _replace(module: Any, mapped: dict[int, Callable[..., Any]]) -> None:
    """Put the mapped functions in place of those a module holds, itself or as static methods of its classes."""
    for name, value in list(vars(module).items()):
        if id(value) in mapped:
            setattr(module, name, mapped[id(value)])
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for key, held in list(vars(value).items()):
                if isinstance(held, staticmethod) and id(held.__func__) in mapped:
                    setattr(value, key, staticmethod(mapped[id(held.__func__)]))
