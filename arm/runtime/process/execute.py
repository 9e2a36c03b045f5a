"""Execute a notebook's cells one after the other in one namespace, and tell what went wrong and where."""

import ast
import linecache
import sys
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from arm.runtime.process import cells, magics
from arm.runtime.process.dbutils import DbUtils, NotebookExit

_OURS = str(Path(__file__).parent)
_NO_SPARK = "a local run has no Spark: use pandas, or run this notebook on a cluster"
_SPARK_NAMES = {"spark", "sc", "sqlContext"}


class Notebook:
    """One run of a notebook: its cells, and the namespace they share."""

    def __init__(self, path: str, source: str, dbutils: DbUtils) -> None:
        self.path = path
        self.cells = cells.split(source)
        self._lines = source.removeprefix("\ufeff").splitlines(keepends=True)
        # So that tracebacks quote the notebook's lines; the mark keeps linecache from looking for a file.
        self._file = f"<{path}>"
        linecache.cache[self._file] = (len(source), None, self._lines, self._file)
        module = types.ModuleType("__main__")
        module.__dict__.update(dbutils=dbutils, display=display, getArgument=dbutils.widgets.getArgument)
        sys.modules["__main__"] = module
        self._namespace = module.__dict__

    def run(self, reached: Callable[[int], None]) -> dict[str, Any]:
        """How it ended: status, exit_value and error as NotebookResult has them; `reached` hears of each cell."""
        for cell in self.cells:
            reached(cell.number)
            try:
                self._run_cell(cell)
            except NotebookExit as left:
                return {"status": "SUCCESS", "exit_value": left.value, "error": None}
            except BaseException as error:  # SystemExit and KeyboardInterrupt end a notebook as failures too
                return {"status": "FAILED", "exit_value": None, "error": self._told(cell, error)}
        return {"status": "SUCCESS", "exit_value": None, "error": None}

    def _run_cell(self, cell: cells.Cell) -> None:
        """Run a cell; the value of an expression that stands last is displayed, as in any notebook."""
        python = magics.python_of(cell)
        if not python.strip():
            return
        # Empty lines in front give every statement the line number it has in the notebook's source.
        tree = ast.parse("\n" * (cell.line - 1) + python, self._file)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, self._file, "exec", dont_inherit=True), self._namespace)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), self._file, "eval", dont_inherit=True), self._namespace)
            if value is not None:
                display(value)

    def _told(self, cell: cells.Cell, error: BaseException) -> dict[str, Any]:
        """What a person needs of an error: one message with its place, and the traceback without our own frames."""
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename != self._file:
            trace = trace.tb_next
        text = _formatted(error, trace)
        print(text, file=sys.stderr)
        lines = [entry.lineno for entry in traceback.extract_tb(trace) if entry.filename == self._file]
        if isinstance(error, SyntaxError) and error.filename == self._file:
            lines = [error.lineno]
        first, deepest = (lines[0], lines[-1]) if lines else (None, None)
        message = f"notebook {self.path}, cell {cell.number}{self._quoted(first)}"
        if deepest and deepest not in self._span(cell):
            message += f", in cell {self._cell_at(deepest)}{self._quoted(deepest)}"
        return {
            "message": f"{message}: {last_line(error)}",
            "cell": cell.number,
            "line": deepest or cell.line,
            "source": self._source(deepest),
            "traceback": text,
        }

    def _quoted(self, line: int | None) -> str:
        return f", line {line} `{self._source(line)}`" if line else ""

    def _source(self, line: int | None) -> str:
        return self._lines[line - 1].strip() if line and line <= len(self._lines) else ""

    def _span(self, cell: cells.Cell) -> range:
        return range(cell.line, cell.line + cell.text.count("\n") + 1)

    def _cell_at(self, line: int) -> int:
        return max(cell.number for cell in self.cells if cell.line <= line)


def _formatted(error: BaseException, trace: types.TracebackType | None) -> str:
    """The traceback as the notebook's author is to see it: from `trace` on, our own frames left out."""
    told = traceback.TracebackException(type(error), error, trace)
    told.stack[:] = [frame for frame in told.stack if not frame.filename.startswith(_OURS)]
    return "".join(told.format())


def last_line(error: BaseException) -> str:
    """What a traceback ends with, in one line: the exception's name and its message."""
    kind = type(error)
    name = (
        kind.__qualname__ if kind.__module__ in ("__main__", "builtins") else f"{kind.__module__}.{kind.__qualname__}"
    )
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    told = f"{name}: {' '.join(text.splitlines())}" if text else name
    if isinstance(error, NameError) and error.name in _SPARK_NAMES:
        told += f" ({_NO_SPARK})"
    return told.removeprefix("arm.runtime.process.dbutils.").removeprefix("arm.runtime.process.magics.")


def display(*values: Any) -> None:
    """Databricks' `display`: here the value's own text, in the log."""
    for value in values:
        print(value)
