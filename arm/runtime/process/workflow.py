"""dbutils.notebook, dbutils.jobs and dbutils.library: how notebooks call each other and hand on values."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from arm.runtime.process.link import Link
from arm.runtime.process.part import Part

# https://learn.microsoft.com/azure/databricks/jobs/task-values
_MAXIMUM_TASK_VALUE = 48 * 1024
# Far beyond the 5 MB of it that the Jobs API gives back.
_MAXIMUM_EXIT = 20_000_000


class NotebookExit(BaseException):
    """Leaves the notebook with a value; no `except Exception` of the notebook's gets in its way."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


class NotebookRunFailed(Exception):
    """A notebook that dbutils.notebook.run has run failed; the message is that notebook's."""


class Option(Part):
    """Scala's Option, as the context of a notebook gives its values."""

    _title = "value"

    def __init__(self, value: str) -> None:
        self._value = value

    def get(self) -> str:
        """The value."""
        return self._value


class Context(Part):
    """dbutils.notebook.entry_point.getDbutils().notebook().getContext(): what a run on no cluster knows of itself."""

    _title = "the notebook's context"

    def __init__(self, path: Callable[[], str]) -> None:
        self._path = path

    def getDbutils(self) -> "Context":
        """A step on the way."""
        return self

    def notebook(self) -> "Context":
        """A step on the way."""
        return self

    def getContext(self) -> "Context":
        """A step on the way."""
        return self

    def notebookPath(self) -> Option:
        """The workspace path of the notebook."""
        return Option(self._path())


class Notebook(Part):
    """dbutils.notebook."""

    _title = "dbutils.notebook"

    def __init__(self, link: Link, path: Callable[[], str], absolute: Callable[[str], str]) -> None:
        self._link = link
        self._absolute = absolute
        self.entry_point = Context(path)
        self.getContext = self.entry_point.getContext

    def exit(self, value: Any) -> NoReturn:
        """End the notebook well, with a text as its result. ValueError for one of more than 20 MB."""
        if len(text := str(value)) > _MAXIMUM_EXIT:
            raise ValueError(f"dbutils.notebook.exit was given {len(text):,} characters; it takes {_MAXIMUM_EXIT:,}")
        raise NotebookExit(text)

    def run(self, path: str, timeout_seconds: float, arguments: Mapping[str, Any] | None = None) -> str:
        """Run another notebook in a process of its own; what it exits with, "" if with nothing.

        The path is one of the workspace, or relative to this notebook; `timeout_seconds` 0 or less is none.
        NotebookRunFailed if it fails.
        """
        given = {str(name): str(value) for name, value in (arguments or {}).items()}
        limit = float(timeout_seconds) if timeout_seconds and timeout_seconds > 0 else None
        ended = self._link.call("run", path=self._absolute(path), parameters=given, timeout=limit)
        if ended["error"] is not None:
            raise NotebookRunFailed(ended["error"])
        return str(ended["value"] or "")


class TaskValues(Part):
    """dbutils.jobs.taskValues."""

    _title = "dbutils.jobs.taskValues"

    def __init__(self, earlier: Mapping[str, Mapping[str, Any]] | None, found: dict[str, Any]) -> None:
        self._earlier = earlier
        self._found = found

    def set(self, key: str, value: Any) -> None:
        """Hand a value on to the job's later tasks. ValueError for what JSON can't hold, or not in 48 KiB."""
        try:
            text = json.dumps(value)
        except TypeError as error:
            raise ValueError(f"the task value {key!r} can't be written as JSON: {error}") from None
        if len(text.encode()) > _MAXIMUM_TASK_VALUE:
            raise ValueError(f"the task value {key!r} takes more than 48 KiB as JSON")
        self._found[str(key)] = json.loads(text)

    def get(self, taskKey: str, key: str, default: Any = None, debugValue: Any = None) -> Any:
        """A value that an earlier task of the job has set, else `default`; outside of a job `debugValue`."""
        if self._earlier is None:
            if debugValue is None:
                raise TypeError(
                    "Must pass debugValue when calling get outside of a job context. debugValue cannot be None."
                )
            return debugValue
        values = self._earlier.get(taskKey, {})
        if key in values:
            return values[key]
        if default is None:
            raise ValueError(f"no earlier task {taskKey!r} of this job has set the value {key!r}")
        return default


class Jobs(Part):
    """dbutils.jobs."""

    _title = "dbutils.jobs"

    def __init__(self, values: TaskValues) -> None:
        self.taskValues = values


class Library(Part):
    """dbutils.library."""

    _title = "dbutils.library"

    def restartPython(self) -> None:
        """Nothing is installed by a run, so nothing needs a restart; names stay (on a cluster they go)."""
