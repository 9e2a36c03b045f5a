"""Where a notebook's process starts: `python -I <this file>`, its job as one line of JSON on stdin."""

import json
import os
import sys
import types
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the job, tell its result, and leave without waiting for the notebook's threads."""
    job = json.loads(_take_stdin())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True, errors="backslashreplace")
    _show_our_package()
    from arm.runtime.process.link import Link

    link = Link(job["port"], job["token"])
    tell, leave, flushed = link.tell, os._exit, (sys.stdout.flush, sys.stderr.flush)  # as the notebook found them
    result = _run(job, link)
    for flush in flushed:
        flush()
    tell({"result": result})
    leave(0)


def _run(job: dict[str, Any], link: Any) -> dict[str, Any]:
    """The notebook's outcome. Paths are mapped before anything else is imported that opens files."""
    from arm.runtime.process.dbfs import FileSystem
    from arm.runtime.process.execute import Run
    from arm.runtime.process.imports import Teacher
    from arm.runtime.process.measure import measured

    filesystem = FileSystem(job["mounts"], job["scratch"], lambda name: str(link.call("account", name=name)))
    with measured(job["coverage"]):
        filesystem.install()
        Teacher(filesystem).install()
        run = Run(job, filesystem, link)
        link.where = run.where
        for name in [name for name in sys.modules if name.partition(".")[0] == "arm"]:
            del sys.modules[name]  # what a notebook imports is its own, not what runs it
        return run.run()


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


def _take_stdin() -> bytes:
    """What the parent wrote; then the pipe is gone: a notebook's `input()` finds nothing, its children neither."""
    with os.fdopen(os.dup(0), "rb") as pipe:
        data = pipe.readline()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return data


if __name__ == "__main__":
    main()
