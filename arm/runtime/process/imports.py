"""Libraries that open files in C, taught DBFS paths as the notebook imports them."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Local = Callable[[Any], Any]


def _pyarrow(module: ModuleType, local: Local) -> None:
    """pandas hands pyarrow.OSFile the path of a Parquet file."""
    native: Any = module.OSFile

    class OSFile(native):  # type: ignore[misc]
        def __new__(cls, path: Any, *args: Any, **named: Any) -> Any:
            return super().__new__(cls, local(path), *args, **named)

    module.OSFile = OSFile  # type: ignore[attr-defined]
    for name in ("memory_map", "input_stream", "output_stream"):
        setattr(module, name, _first_mapped(getattr(module, name), local))


def _pyarrow_fs(module: ModuleType, local: Local) -> None:
    """What pyarrow.parquet asks for the file behind a path."""
    name = "_resolve_filesystem_and_path"
    if hasattr(module, name):
        setattr(module, name, _first_mapped(getattr(module, name), local))


def _first_mapped(function: Callable[..., Any], local: Local) -> Callable[..., Any]:
    return lambda path, *args, **named: function(local(path), *args, **named)


_TAUGHT: dict[str, Callable[[ModuleType, Local], None]] = {"pyarrow": _pyarrow, "pyarrow.fs": _pyarrow_fs}


class Teacher(importlib.abc.MetaPathFinder):
    """Changes a library right after its import; libraries nobody imports cost nothing."""

    def __init__(self, local: Local) -> None:
        self._local = local

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
                _TAUGHT[fullname](module, self._local)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
