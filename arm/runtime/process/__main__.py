"""Where a notebook's process starts: `python -I <this file>`, its job as one line of JSON on stdin."""

import json
import os
import signal
import sys
import threading
import types
from pathlib import Path
from typing import Any, TextIO

_HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the job, write its result aside and swap it in, and leave without waiting for the notebook's threads."""
    stdin = _take_stdin()
    job = json.loads(stdin.readline())
    threading.Thread(target=_end_with_parent, args=(stdin,), daemon=True).start()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True, errors="backslashreplace")
    result = _Result(job["result"])
    result.write(_run(job, result))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _run(job: dict[str, Any], result: "_Result") -> dict[str, Any]:
    """The notebook's outcome. Paths are mapped before anything else is imported that opens files."""
    _show_our_package()
    from arm.runtime.process.dbfs import FileSystem
    from arm.runtime.process.imports import Teacher

    filesystem = FileSystem(job["mounts"], job["scratch"])
    filesystem.install()
    Teacher(filesystem.local).install()
    from arm.runtime.process.dbutils import DbUtils
    from arm.runtime.process.execute import Notebook

    notebook = Notebook(job["path"], job["source"], DbUtils(job["parameters"], filesystem))
    for name in [name for name in sys.modules if name.partition(".")[0] == "arm"]:
        del sys.modules[name]  # what a notebook imports is its own, not what runs it
    return notebook.run(lambda cell: result.write({"status": "RUNNING", "cell": cell}))


def _show_our_package() -> None:
    """Make these files importable under their names, without our folder on the notebook's path.

    The packages above are empty shells: none of their own code runs in this process.
    """
    for name, folder in (
        ("arm", _HERE.parent.parent),
        ("arm.runtime", _HERE.parent),
        ("arm.runtime.process", _HERE),
    ):
        shell = types.ModuleType(name)
        shell.__path__ = [str(folder)]
        sys.modules[name] = shell


class _Result:
    """The result file; the functions it needs are taken before the notebook can change them."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._dumps, self._open, self._replace = json.dumps, open, os.replace

    def write(self, value: dict[str, Any]) -> None:
        """Replace what the file says."""
        with self._open(self._path + ".part", "w", encoding="utf-8") as stream:
            stream.write(self._dumps(value))
        self._replace(self._path + ".part", self._path)


def _take_stdin() -> TextIO:
    """The pipe from the parent, moved out of the way: a notebook's `input()` finds nothing, its children neither."""
    pipe = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return pipe


def _end_with_parent(pipe: TextIO) -> None:
    """When the parent dies its end of the pipe closes: nothing is left running that nobody waits for."""
    pipe.read()
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
