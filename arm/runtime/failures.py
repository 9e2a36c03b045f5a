"""How an activity fails, and how a run ends that reached something this runtime can't do."""

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
