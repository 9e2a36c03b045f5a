"""How an activity fails, and how a run ends that reached something this runtime can't do."""

import contextlib
from collections.abc import Iterator
from typing import Any

from arm.errors import NotInOrder


class ActivityFailure(NotInOrder):
    """An activity failed as it could in Azure: dependents on failure run, and it may be tried again.

    `code` is Azure's error code where one is known, `blame` its failureType (UserError or SystemError), `output`
    what the activity had to say all the same.
    """

    def __init__(
        self, code: str, message: str, *, blame: str = "UserError", output: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.blame = blame
        self.output = output or {}


class CannotRun(NotInOrder):
    """The run reached something that can't be done here. It ends the run whatever depends on the activity.

    As an activity's failure it could be handled by a branch of the pipeline, and the run would end well without
    having done its work.
    """


class CallersError(BaseException):
    """What whoever watches a run raised, on its way out: no activity's failure, whatever it is."""

    def __init__(self, raised: Exception) -> None:
        super().__init__(str(raised))
        self.raised = raised


@contextlib.contextmanager
def one_error() -> Iterator[None]:
    """The one exception that a group of tasks ended for, instead of the group of them."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise _first(group) from None


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one exception a group is about: the watcher's own, then what this runtime can't do, then any."""
    for kind in (CallersError, CannotRun):
        told, _ = group.split(kind)
        if told is not None:
            return _leaf(told)
    return _leaf(group)


def _leaf(group: BaseException) -> BaseException:
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group
