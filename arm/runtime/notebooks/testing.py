"""Unit tests of notebooks: runs on this machine, with widgets and fake secrets, and what a test asks of them."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from arm import jsontext
from arm.errors import UsageError, did_you_mean
from arm.runtime.definitions import load_definitions
from arm.runtime.limits import Limits
from arm.runtime.model import Services
from arm.runtime.notebooks.result import NotebookResult
from arm.runtime.notebooks.run import run_notebook
from arm.runtime.process.dbfs import FileSystem
from arm.runtime.secrets import Secrets

_WAREHOUSE = "user/hive/warehouse"
_SHOWN_LOG_LINES = 15


class TestedNotebook:
    """A notebook's run that has ended."""

    __test__ = False  # not a test itself, though its name begins like one

    def __init__(self, result: NotebookResult, files: dict[str, Path], tables: dict[str, Path]) -> None:
        self._result = result
        self.files = files
        self.tables = tables

    @property
    def status(self) -> str:
        """SUCCESS or FAILED."""
        return self._result.status

    @property
    def error(self) -> str:
        """Why it failed: notebook, cell, line and what went wrong there; empty where it didn't."""
        return str((self._result.error or {}).get("message", ""))

    @property
    def failure(self) -> dict[str, Any]:
        """The same for machines: `cell`, `line`, `source`, `traceback`, `reason`, as far as they are known."""
        return dict(self._result.error or {})

    @property
    def exit_value(self) -> str | None:
        """What it gave to dbutils.notebook.exit, as text; None for nothing."""
        return self._result.exit_value

    @property
    def json(self) -> Any:
        """What it gave to dbutils.notebook.exit, read as JSON. AssertionError, telling the run, if there is none."""
        if self.exit_value is None:
            raise AssertionError(f"the notebook gave nothing to dbutils.notebook.exit\n{self!r}")
        return json.loads(self.exit_value)

    @property
    def log(self) -> str:
        """What it printed and displayed."""
        return self._result.log.read_text(encoding="utf-8", errors="replace")

    @property
    def task_values(self) -> dict[str, Any]:
        """What it handed on by dbutils.jobs.taskValues.set."""
        return self._result.task_values

    def __repr__(self) -> str:
        lines = self.log.splitlines()[-_SHOWN_LOG_LINES:]
        return "\n".join([f"{self.status} {self.error or self.exit_value or ''}".rstrip(), *lines])


class NotebooksUnderTest:
    """The notebooks of a folder, and a storage of their own for what they read and write."""

    def __init__(self, source: Path, work: Path) -> None:
        self._source = source
        self._work = work
        self._mounts: dict[str, Path] = {}
        self._dbfs = FileSystem({}, str(work / "runs" / "dbfs"), lambda name: str(work / "storage" / name))

    def path(self, path: str) -> Path:
        """The file that a notebook finds at a path: `/mnt/raw/x.csv`, `dbfs:/…`, `/dbfs/…`, `/Volumes/…`, `abfss://…`.

        The folder above it is made.
        """
        local = Path(self._dbfs.local(path)) if path.startswith("/dbfs") else self._dbfs.resolve(path)
        local.parent.mkdir(parents=True, exist_ok=True)
        return local

    def run(
        self,
        name: str,
        widgets: Mapping[str, Any] | None = None,
        *,
        secrets: Mapping[str, Mapping[str, str]] | None = None,
        task_values: Mapping[str, Mapping[str, Any]] | None = None,
        timeout: float = 60,
        megabytes: float = 2000,
    ) -> TestedNotebook:
        """The run of a notebook (`prepare_data`, `folder/other`), ended, in a process of its own.

        `secrets` are scope → key → value, `task_values` those of a job's earlier tasks: task → key → value.
        UsageError if there is no such notebook.
        """
        self._file(name)
        before = self._state()
        services = Services(
            storage=lambda account: self._work / "storage" / account,
            notebook=self._text,
            mounts=self._mounts,
            mounted=self._mounted,
            work=self._work / "runs",
            python=sys.executable,
            secrets=Secrets(secrets),
            limits=Limits(timeout, megabytes * 1e6),
            notebook_file=lambda path: str(self._source / f"{path.strip('/')}.py"),
            measured=True,
        )
        given = {key: str(value) for key, value in (widgets or {}).items()}
        result = run_notebook(f"/{name}", given, services=services, work=self._work / "runs", task_values=task_values)
        files = {key: path for key, path in self._state().items() if before.get(key) != path}
        return TestedNotebook(result, {key: path for key, (path, *_) in files.items()}, self._tables())

    def functions(self, name: str) -> ModuleType:
        """A module of what a notebook defines, no cell of it run: imports, functions, classes and CONSTANTS.

        UsageError if there is no such notebook.
        """
        return load_definitions(self._file(name), self._source)

    def _mounted(self, point: str, folder: Path | None) -> None:
        self._mounts.pop(point, None)
        self._dbfs.mounts.pop(point, None)
        if folder:
            self._mounts[point] = folder
            self._dbfs.mount(point, folder)

    def _text(self, path: str) -> str:
        file = self._source / f"{path.strip('/')}.py"
        if not file.is_file():
            raise KeyError(path)
        return jsontext.read_text(file)

    def _file(self, name: str) -> Path:
        file = self._source / f"{name}.py"
        if not file.is_file():
            known = [name.removesuffix(".py") for name, _ in _below(self._source) if name.endswith(".py")]
            raise UsageError(f"there is no notebook {name} in {self._source}", hint=did_you_mean(name, known))
        return file

    def _state(self) -> dict[str, tuple[Path, int, int]]:
        """Every file of the storage by the path that a notebook finds it at, and what tells that it has changed."""
        dbfs = {f"/{name}": file for name, file in _below(self._dbfs.scratch) if not name.startswith(_WAREHOUSE)}
        blobs = {_address(name): file for name, file in _below(self._work / "storage")}
        return {
            name: (file, file.stat().st_mtime_ns, file.stat().st_size) for name, file in {**dbfs, **blobs}.items()
        }

    def _tables(self) -> dict[str, Path]:
        """The tables that Spark has written, `table` or `database.table`, and the folder of each."""
        found: dict[str, Path] = {}
        for folder in (self._dbfs.scratch / _WAREHOUSE).glob("*"):
            if folder.suffix == ".db":
                found |= {f"{folder.stem}.{table.name}": table for table in folder.iterdir()}
            else:
                found[folder.name] = folder
        return found


def _below(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder, with its path from there."""
    return ((file.relative_to(root).as_posix(), file) for file in root.rglob("*") if file.is_file())


def _address(name: str) -> str:
    """The address of `account/container/blob`."""
    account, container, blob = name.split("/", 2)
    return f"abfss://{container}@{account}.dfs.core.windows.net/{blob}"
