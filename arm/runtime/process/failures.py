"""What went wrong in a notebook and where, for people: one message with its place, and the traceback without ours."""

import sys
import traceback
import types
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from arm.runtime.process.cells import Cell, Source
from arm.runtime.process.spark import NO_SPARK

_OURS = str(Path(__file__).parent)
# A message may end in a verdict for machines, but needn't hold what a notebook has in memory.
_LONGEST = 1_000_000
_OF_JAVA = ("\tat ", "\t... ")
_WITHOUT_MODULE = ("__main__", "builtins", "arm")

Json = dict[str, Any]


class Failed(BaseException):
    """A notebook has failed and it is told already; passes through the notebooks that ran it by %run."""

    def __init__(self, told: Json) -> None:
        super().__init__(told["message"])
        self.told = told


class Place:
    """Where a run is: the notebooks that it went into by %run, outermost first, each with the cell it is at."""

    def __init__(self) -> None:
        self.stack: list[tuple[Source, Cell]] = []
        self.sources: dict[str, Source] = {}

    def told(self, lines: Sequence[tuple[str, int]]) -> Json:
        """`place` for people, `cell`, `line` and `source` for machines; `lines` are (file, line) outermost first."""
        *outer, (source, cell) = self.stack
        place = "".join(f"notebook {up.path}, cell {at.number}{_quoted(up, up.first_line(at))}, " for up, at in outer)
        place += f"notebook {source.path}, cell {cell.number}"
        mine = [line for file, line in lines if file == source.file]
        place += _quoted(source, mine[0] if mine else None)
        deepest, line = self._deepest(source, lines)
        number = deepest.cell_at(line) if line else cell.number
        if line and deepest is not source:
            place += f", in notebook {deepest.path}, cell {number}{_quoted(deepest, line)}"
        elif line and line not in cell.lines:
            place += f", in cell {number}{_quoted(deepest, line)}"
        elif line and line != mine[0]:
            place += f", in line {line} `{source.line(line)}`"
        return {
            "place": place,
            "cell": cell.number,
            "line": line or source.first_line(cell),
            "source": deepest.line(line or source.first_line(cell)),
        }

    def of_frames(self, frame: types.FrameType | None) -> Json:
        """Where a thread is that has this frame; {} where no cell has begun."""
        if not self.stack:
            return {}
        lines: list[tuple[str, int]] = []
        while frame:
            if frame.f_code.co_filename in self.sources:
                lines.insert(0, (frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back
        return self.told(lines)

    def failure(self, error: BaseException) -> Json:
        """What a person needs of an error: `message` with its place, and the `traceback`, which is printed, too."""
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename not in self.sources:
            trace = trace.tb_next
        text = _formatted(error, trace)
        print(text, file=sys.stderr)
        lines = [(entry.filename, entry.lineno or 0) for entry in traceback.extract_tb(trace)]
        if isinstance(error, SyntaxError) and error.filename in self.sources:
            lines = [(error.filename, error.lineno or 0)]
        told = self.told([(file, line) for file, line in lines if file in self.sources])
        return {"message": f"{told.pop('place')}: {last_line(error)}", **told, "traceback": text}

    def _deepest(self, source: Source, lines: Sequence[tuple[str, int]]) -> tuple[Source, int | None]:
        return (self.sources[lines[-1][0]], lines[-1][1]) if lines else (source, None)


def _quoted(source: Source, line: int | None) -> str:
    return f", line {line} `{source.line(line)}`" if line else ""


def _formatted(error: BaseException, trace: types.TracebackType | None) -> str:
    """The traceback as the notebook's author is to see it: from `trace` on, our own frames left out."""
    told = traceback.TracebackException(type(error), error, trace)
    for each in _chain(told):
        each.stack[:] = [frame for frame in each.stack if not frame.filename.startswith(_OURS)]
    return "".join(told.format())[:_LONGEST]


def _chain(told: traceback.TracebackException | None) -> Iterable[traceback.TracebackException]:
    """An error and those that it came of."""
    while told:
        yield told
        told = told.__cause__ or told.__context__


def last_line(error: BaseException) -> str:
    """What a traceback ends with, in one line: the exception's name and its message, and what helps here."""
    kind = type(error)
    bare = kind.__module__.partition(".")[0] in _WITHOUT_MODULE
    name = kind.__qualname__ if bare else f"{kind.__module__}.{kind.__qualname__}"
    text = (error.msg if isinstance(error, SyntaxError) else str(error))[:_LONGEST]
    # Errors of Spark have Java's stack in their message.
    lines = [line for line in text.splitlines() if not line.startswith(_OF_JAVA)]
    return " ".join(part for part in (f"{name}:" if text else name, *lines, _hint(error)) if part)


def _hint(error: BaseException) -> str:
    """What of Databricks it was that isn't here; empty where it is none."""
    if isinstance(error, ModuleNotFoundError):
        module = (error.name or "").partition(".")[0]
        if module == "pyspark":
            return f"({NO_SPARK})"
        return f"(not installed where notebooks run: {sys.executable})"
    if isinstance(error, FileNotFoundError) and isinstance(error.filename, str):
        path = error.filename
        if path.startswith("/Workspace"):
            return "(a local run has no files of the workspace, only its notebooks)"
        if path.startswith(("/mnt/", "dbfs:/", "/FileStore/")):
            path = path.removeprefix("dbfs:").lstrip("/")
            return f"(here and on a cluster, files of DBFS lie below /dbfs: /dbfs/{path})"
    return ""
