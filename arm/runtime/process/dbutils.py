"""`dbutils` as a notebook finds it: what is here works as on Databricks, anything else fails and says its name.

Names are Databricks' own, whatever our style says.

Reference: https://learn.microsoft.com/azure/databricks/dev-tools/databricks-utils.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from arm.runtime.process.dbfs import FileSystem


class NotebookExit(BaseException):
    """Leaves the notebook with a value; no `except Exception` of the notebook's gets in its way."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


class InputWidgetNotDefined(Exception):
    """A widget was asked for that has no value; the name is Databricks'."""


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


class _Part:
    """A part of dbutils; asking it for what it doesn't have fails, naming it and what there is."""

    _title = "dbutils"

    def __getattr__(self, name: str) -> NoReturn:
        there = ", ".join(sorted(key for key in {*dir(type(self)), *vars(self)} if not key.startswith("_")))
        raise AttributeError(f"{self._title}.{name} isn't there in a local run (there are: {there})")


class Widgets(_Part):
    """dbutils.widgets: the run's parameters come before the defaults the notebook sets."""

    _title = "dbutils.widgets"

    def __init__(self, parameters: dict[str, str]) -> None:
        self._given = parameters
        self._defaults: dict[str, str] = {}

    def text(self, name: str, defaultValue: str, label: str = "") -> None:
        """Define a widget with its default."""
        self._defaults[name] = str(defaultValue)

    def dropdown(self, name: str, defaultValue: str, choices: Iterable[str], label: str = "") -> None:
        """Define a widget whose default is one of its choices."""
        if defaultValue not in (choices := list(choices)):
            raise ValueError(f"the default {defaultValue!r} of the widget {name!r} is none of its choices {choices}")
        self.text(name, defaultValue)

    def combobox(self, name: str, defaultValue: str, choices: Iterable[str], label: str = "") -> None:
        """Define a widget that suggests choices."""
        self.text(name, defaultValue)

    def multiselect(self, name: str, defaultValue: str, choices: Iterable[str], label: str = "") -> None:
        """Define a widget of several choices, joined by commas."""
        self.text(name, defaultValue)

    def get(self, name: str) -> str:
        """The run's parameter of this name, else the widget's default. InputWidgetNotDefined if neither is there."""
        for values in (self._given, self._defaults):
            if name in values:
                return values[name]
        raise InputWidgetNotDefined(f"no input widget named {name} is defined, and the run gave no parameter {name}")

    def getArgument(self, name: str, defaultValue: str | None = None) -> str:
        """The same, with a default for where it isn't there."""
        if defaultValue is not None and name not in {**self._given, **self._defaults}:
            return defaultValue
        return self.get(name)

    def getAll(self) -> dict[str, str]:
        """Every widget's value by name."""
        return {**self._defaults, **self._given}

    def remove(self, name: str) -> None:
        """Take a widget away."""
        self._defaults.pop(name, None)

    def removeAll(self) -> None:
        """Take all widgets away."""
        self._defaults.clear()


class Notebook(_Part):
    """dbutils.notebook."""

    _title = "dbutils.notebook"

    def exit(self, value: Any) -> NoReturn:
        """End the notebook well, with a text as its result."""
        raise NotebookExit(str(value))


class Files(_Part):
    """dbutils.fs, on DBFS paths: "dbfs:/mnt/raw", or "/mnt/raw" for the same."""

    _title = "dbutils.fs"

    def __init__(self, filesystem: FileSystem) -> None:
        self._filesystem = filesystem

    def ls(self, path: str) -> list[FileInfo]:
        """What is in a folder, by name; a file gives itself."""
        local, shown = self._local(path), self._shown(path)
        if local.is_dir():
            return [self._info(entry, f"{shown.rstrip('/')}/{entry.name}") for entry in sorted(local.iterdir())]
        return [self._info(local, shown)]

    def head(self, file: str, maxBytes: int = 65536) -> str:
        """The first bytes of a file as text."""
        with self._local(file).open("rb") as stream:
            return stream.read(maxBytes).decode("utf-8", "replace")

    def put(self, file: str, contents: str, overwrite: bool = False) -> bool:
        """Write a text file."""
        local = self._local(file)
        if local.exists() and not overwrite:
            raise FileExistsError(f"{file} exists; say overwrite=True")
        local.parent.mkdir(parents=True, exist_ok=True)
        local.write_text(contents, encoding="utf-8", newline="")
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
        if local.is_dir() and recurse:
            shutil.rmtree(local)
        elif local.is_dir():
            local.rmdir()
        else:
            local.unlink()
        return True

    def cp(self, source: str, to: str, recurse: bool = False) -> bool:
        """Copy a file, or with `recurse` a folder."""
        origin, target = self._local(source), self._local(to)
        if origin.is_dir():
            if not recurse:
                raise IsADirectoryError(f"{source} is a folder; say recurse=True")
            shutil.copytree(origin, target, dirs_exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, target)
        return True

    def mv(self, source: str, to: str, recurse: bool = False) -> bool:
        """Copy, then delete."""
        return self.cp(source, to, recurse) and self.rm(source, recurse)

    def _local(self, path: str) -> Path:
        if path.startswith("file:"):
            return Path(path.removeprefix("file:"))
        if (scheme := path.partition(":")[0]) != path and scheme != "dbfs":
            raise ValueError(f"{path}: a local run has no {scheme}: paths, only dbfs:/ and file:/")
        return self._filesystem.folder_of(path.removeprefix("dbfs:"))

    def _shown(self, path: str) -> str:
        return path if ":" in path else "dbfs:/" + path.lstrip("/")

    def _info(self, local: Path, shown: str) -> FileInfo:
        seen = local.stat()
        mark = "/" if local.is_dir() else ""
        size = 0 if mark else seen.st_size
        return FileInfo(shown + mark, local.name + mark, size, int(seen.st_mtime * 1000))


class DbUtils(_Part):
    """The `dbutils` of one notebook run."""

    def __init__(self, parameters: dict[str, str], filesystem: FileSystem) -> None:
        self.widgets = Widgets(parameters)
        self.notebook = Notebook()
        self.fs = Files(filesystem)
