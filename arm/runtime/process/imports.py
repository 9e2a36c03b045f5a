"""Libraries that don't open files by Python's own functions, taught Databricks' paths as they are imported."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from arm.runtime.process.dbfs import FileSystem
from arm.runtime.process.display import display

Local = Callable[[Any], Any]


def _pyarrow(module: ModuleType, files: FileSystem) -> None:
    """pandas hands pyarrow.OSFile the path of a Parquet file."""
    native: Any = module.OSFile

    class OSFile(native):  # type: ignore[misc]
        def __new__(cls, path: Any, *args: Any, **named: Any) -> Any:
            return super().__new__(cls, files.local(path), *args, **named)

    module.OSFile = OSFile  # type: ignore[attr-defined]
    for name in ("memory_map", "input_stream", "output_stream"):
        setattr(module, name, _first_mapped(getattr(module, name), files.local))


def _pyarrow_fs(module: ModuleType, files: FileSystem) -> None:
    """What pyarrow.parquet asks for the file behind a path."""
    name = "_resolve_filesystem_and_path"
    if hasattr(module, name):
        setattr(module, name, _first_mapped(getattr(module, name), files.local))


def _pandas(module: ModuleType, files: FileSystem) -> None:
    """pandas reads and writes abfss: addresses by way of adlfs, which isn't asked for here."""
    module.stringify_path = _first_mapped(module.stringify_path, files.address)  # type: ignore[attr-defined]


def _spark(module: ModuleType, files: FileSystem) -> None:
    """Paths that Spark reads and writes: without a scheme they are DBFS'."""
    for kind, names in (
        (module.DataFrameReader, ("load", "csv", "json", "orc", "parquet", "text")),
        (module.DataFrameWriter, ("save", "csv", "json", "orc", "parquet", "text")),
    ):
        for name in names:
            setattr(kind, name, _spark_mapped(getattr(kind, name), files))


def _spark_table(module: ModuleType, files: FileSystem) -> None:
    """Databricks' tables display themselves."""
    module.DataFrame.display = display


def _spark_mapped(function: Callable[..., Any], files: FileSystem) -> Callable[..., Any]:
    def mapped(path: Any) -> Any:
        if isinstance(path, list | tuple):
            return [mapped(each) for each in path]
        return files.resolve(path).as_uri() if isinstance(path, str) else path

    @wraps(function)
    def called(self: Any, *args: Any, **named: Any) -> Any:
        several = len(args) if function.__name__ in ("parquet", "orc") and "Reader" in type(self).__name__ else 1
        named |= {key: mapped(named[key]) for key in ("path", "paths") if key in named}
        return function(self, *(mapped(each) for each in args[:several]), *args[several:], **named)

    return called


def _first_mapped(function: Callable[..., Any], local: Local) -> Callable[..., Any]:
    return lambda path, *args, **named: function(local(path), *args, **named)


_TAUGHT: dict[str, Callable[[ModuleType, FileSystem], None]] = {
    "pandas.io.common": _pandas,
    "pyarrow": _pyarrow,
    "pyarrow.fs": _pyarrow_fs,
    "pyspark.sql.dataframe": _spark_table,
    "pyspark.sql.readwriter": _spark,
}


class Teacher(importlib.abc.MetaPathFinder):
    """Changes a library right after its import; libraries nobody imports cost nothing."""

    def __init__(self, files: FileSystem) -> None:
        self._files = files

    def install(self) -> None:
        """Take part in every import from now on."""
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The library as Python finds it, with our change to follow its own code."""
        if fullname not in _TAUGHT:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec and spec.loader:
            original = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                original(module)
                _TAUGHT[fullname](module, self._files)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
