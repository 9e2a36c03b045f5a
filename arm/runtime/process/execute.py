"""Execute a notebook's cells one after the other, and those of the notebooks it runs by %run, in one namespace."""

import ast
import linecache
import posixpath
import sys
import threading
import types
from collections.abc import Mapping
from typing import Any

from arm.runtime.process import magics, python_cells
from arm.runtime.process.cells import Cell, Source
from arm.runtime.process.dbfs import FileSystem
from arm.runtime.process.dbutils import DbUtils
from arm.runtime.process.display import display, displayHTML
from arm.runtime.process.failures import Failed, Json, Place
from arm.runtime.process.files import Files
from arm.runtime.process.link import Link, NotGiven
from arm.runtime.process.secrets import Secrets
from arm.runtime.process.spark import names
from arm.runtime.process.widgets import Widgets
from arm.runtime.process.workflow import Jobs, Notebook, NotebookExit, TaskValues


class CircularRun(Exception):
    """A notebook runs itself by %run, or by way of others."""


class NotebookNotFound(Exception):
    """%run names a notebook that isn't there."""


class Run:
    """One run of a notebook: where it is, its dbutils, and the namespace that its cells share."""

    display = staticmethod(display)

    def __init__(self, job: Json, filesystem: FileSystem, link: Link) -> None:
        self.filesystem = filesystem
        self._link = link
        self._place = Place()
        self._main = threading.main_thread().ident or 0
        self._source = self._added(job["path"], job["source"], job["file"])
        self.task_values: dict[str, Any] = {}
        self._widgets = Widgets(job["parameters"])
        values = TaskValues(job["task_values"], self.task_values)
        notebook = Notebook(link, lambda: self._here().path, self._absolute)
        self.dbutils = DbUtils(self._widgets, notebook, Files(filesystem, link), Secrets(link), Jobs(values))
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.namespace = module.__dict__
        given = {
            **names(filesystem.folder_of("/user/hive/warehouse"), job["path"]),
            "dbutils": self.dbutils,
            "display": display,
            "displayHTML": displayHTML,
            "getArgument": self._widgets.getArgument,
        }
        self.namespace.update(given)
        self.namespace[python_cells.CALL] = lambda name, text: magics.do(self, name, text)
        _importable("databricks.sdk.runtime", given)
        _importable("pyspark.dbutils", {"DBUtils": lambda *_: self.dbutils})

    def run(self) -> Json:
        """How it ended: status, exit_value, error and task_values as NotebookResult has them."""
        ended: Json = {"status": "SUCCESS", "exit_value": None, "error": None, "task_values": self.task_values}
        try:
            self._cells(self._source)
        except NotebookExit as left:
            return {**ended, "exit_value": left.value}
        except Failed as failed:
            return {**ended, "status": "FAILED", "error": failed.told}
        return ended

    def where(self) -> Json:
        """The place that the notebook's main thread has come to."""
        return self._place.of_frames(sys._current_frames().get(self._main))

    def include(self, path: str, arguments: Mapping[str, str]) -> None:
        """Run another notebook here, as %run does: it shares the names, and may be given arguments."""
        path = self._absolute(path)
        chain = [source.path for source, _ in self._place.stack]
        if path in chain:
            raise CircularRun(f"%run goes in a circle: {' → '.join([*chain, path])}")
        try:
            found = self._link.call("source", path=path)
        except NotGiven:
            raise NotebookNotFound(f"notebook {path} isn't there: nothing to run") from None
        with self._widgets._with(arguments):
            self._cells(self._added(path, found["text"], found["file"]))

    def _cells(self, source: Source) -> None:
        for cell in source.cells:
            self._place.stack.append((source, cell))
            self._link.tell({"at": self._place.told([])})
            try:
                self._run_cell(source, cell)
            except (NotebookExit, Failed):
                raise
            except BaseException as error:  # SystemExit and KeyboardInterrupt end a notebook as failures too
                raise Failed(self._place.failure(error)) from None
            finally:
                self._place.stack.pop()

    def _run_cell(self, source: Source, cell: Cell) -> None:
        """Run a cell; the value of an expression that stands last is displayed, as in any notebook."""
        tree = python_cells.parse(cell, source.file)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, source.file, "exec", dont_inherit=True), self.namespace)
        if isinstance(last, ast.Expr):
            code = compile(ast.Expression(last.value), source.file, "eval", dont_inherit=True)
            if (value := eval(code, self.namespace)) is not None:
                display(value)

    def _added(self, path: str, text: str, file: str) -> Source:
        """A notebook's source, known by its file name so that tracebacks quote its lines."""
        source = Source(path, text, file)
        if not file:
            linecache.cache[source.file] = (
                len(source.text), None, source.text.splitlines(keepends=True), source.file,
            )  # fmt: skip
        self._place.sources[source.file] = source
        return source

    def _here(self) -> Source:
        return self._place.stack[-1][0]

    def _absolute(self, path: str) -> str:
        """A workspace path that is relative to the notebook that names it, or may begin with /Workspace."""
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(self._here().path), path))
        return joined.removeprefix("/Workspace") if joined.startswith("/Workspace/") else joined


def _importable(name: str, values: Mapping[str, Any]) -> None:
    """Let notebooks import what they find anyway from where it is on a cluster."""
    module = types.ModuleType(name)
    module.__dict__.update(values)
    sys.modules[name] = module
