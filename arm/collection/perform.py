"""What every task shares: how its options are described, its settings, progress, result and exit codes."""

import logging
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

if TYPE_CHECKING:
    from arm.events import Notify
    from arm.settings import Settings

ENV = "the environment: a file in parameter-overrides/"
JSON = "print the result as one JSON document, and nothing else, on stdout"

Work = Callable[["Settings", "Notify"], Any]


class _Terminated(BaseException):
    """SIGTERM, as an exception, so that what has to be restored is restored on the way out."""


def described(**help_texts: str) -> Callable[[Callable[..., None]], Any]:
    """The decorator of a task, with the help text of every option by its argument's name."""
    # Letters picked from argument names would change with the next argument: long options only.
    return task(auto_shortflags=False, help={name.rstrip("_"): text for name, text in help_texts.items()})


def perform(context: Context, work: Work, text: Callable[[Any], str], as_json: bool = False) -> None:
    """Do a task's work and report its result: on stdout as text, or as JSON if asked.

    Leaves with the exit codes of `arm.errors`: 1 if the result is not `ok`, else 0, or the error's own.
    """
    from arm.errors import AdfopsError
    from arm.report.console import Console
    from arm.report.results import to_json
    from arm.report.streams import say
    from arm.settings import Settings

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that can't show a character shows its code
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log is told by the error's one line
    signal.signal(signal.SIGTERM, _raise_terminated)
    try:
        with Console() as console:
            settings = Settings.from_mapping(_configured(context))
            _require_here(context, settings)
            result = work(settings, console.notify)
        if shown := to_json(result) if as_json else text(result):
            say(shown, sys.stdout)
    except AdfopsError as error:
        raise Exit(f"error: {' '.join(str(error).split())}", error.exit_code) from None
    except KeyboardInterrupt as interrupt:
        raise Exit(_noted("interrupted", interrupt), 130) from None
    except _Terminated as terminated:
        raise Exit(_noted("terminated", terminated), 143) from None
    if not getattr(result, "ok", True):
        raise Exit(code=1)


def _noted(word: str, error: BaseException) -> str:
    """A word for what happened, and what those on the way out had to say about it."""
    return ": ".join([word, *getattr(error, "__notes__", [])])


def _raise_terminated(_signal: int, _frame: FrameType | None) -> None:
    raise _Terminated


def _configured(context: Context) -> Mapping[str, Any]:
    """What invoke.yaml says under `adfops:`, as plain values."""
    from arm.errors import UsageError

    found = context.config._config.get("adfops") or {}
    if not isinstance(found, dict):
        raise UsageError("invoke.yaml: adfops: must be a mapping of settings")
    return found


def _require_here(context: Context, settings: "Settings") -> None:
    """UsageError in a folder below that of `tasks.py`, where Invoke finds the tasks but no path of theirs leads."""
    from arm.errors import UsageError

    root = Path(context.config._project_prefix or ".").resolve()
    here = Path.cwd().resolve()
    if root in here.parents and not settings.source.exists() and (root / settings.source).exists():
        message = f"{here.relative_to(root).as_posix()} is a folder inside of {root}"
        raise UsageError(message, hint="run invoke there: the paths of invoke.yaml begin where it lies")


def as_path(value: str | None) -> Path | None:
    """An option that names a file or folder; None if it isn't given."""
    return Path(value) if value else None


def as_number(option: str, value: str | None) -> int | None:
    """An option that is a whole number; None if it isn't given. UsageError if it is none, or below 0.

    The argument of a task is a text: Invoke shows a traceback where a number that it reads itself is none.
    """
    return as_count(option, value) if value else None


def as_count(option: str, value: str) -> int:
    """What `as_number` gives for an option that has a default."""
    from arm.errors import UsageError

    if not (value.isascii() and value.isdigit()):
        raise UsageError(f"{option} {value}: not a whole number", hint=f"write {option} 10, say")
    return int(value)
