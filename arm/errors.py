"""What can go wrong, and the exit code each kind of mistake ends in.

AdfopsError
├── NotInOrder            1  what was asked about is not in order: findings, a failed run, a stale plan
│   └── ExpressionError   1  an ADF expression that doesn't parse or can't be evaluated
├── UsageError            2  wrong use, or input that can't be read
│   └── SourceError       2  the same, with the file, line and column it stands in
└── TargetError           3  the other side failed: unreachable, refused, a deployment that failed
"""

import difflib
from collections.abc import Iterable
from pathlib import Path


class AdfopsError(Exception):
    """A mistake told in one line: what, where, and what to do next. `exit_code` is the process's."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} — {self.hint}" if self.hint else self.message


class NotInOrder(AdfopsError):
    """What was asked about is not in order: findings, a failed run or check, a plan that must not be applied."""

    exit_code = 1


class ExpressionError(NotInOrder):
    """An ADF expression that doesn't parse or can't be evaluated; `column` counts from 1, None if unknown."""

    def __init__(self, message: str, *, column: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.column = column


class UsageError(AdfopsError):
    """Wrong use or unreadable input: an unknown environment, an unset variable, an override that doesn't fit."""

    exit_code = 2


class SourceError(UsageError):
    """Input that can't be read, with where it stands; `line` and `column` count from 1, 0 where unknown."""

    def __init__(self, message: str, file: Path | str, line: int = 0, column: int = 0, *, hint: str = "") -> None:
        self.file = str(file)
        self.line = line
        self.column = column
        self.reason = message
        where = ":".join([self.file, *(str(n) for n in (line, column) if n)])
        super().__init__(f"{where}: {message}", hint=hint)


class TargetError(AdfopsError):
    """The other side failed: it can't be reached, it refused, or what it was asked to do failed there."""

    exit_code = 3


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`did you mean "x"?` for the name nearest to a misspelt one, or the names there are; "" if there are none."""
    known = sorted(names)
    nearest = difflib.get_close_matches(name.casefold(), [n.casefold() for n in known], n=1, cutoff=0.7)
    if nearest:
        return f'did you mean "{next(n for n in known if n.casefold() == nearest[0])}"?'
    return f"there are: {', '.join(known)}" if known else ""
