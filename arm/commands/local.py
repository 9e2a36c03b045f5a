"""`invoke local.*`: Local Azure in the background."""

from dataclasses import dataclass, replace
from typing import Any

from arm.events import Notify, ignore, step
from arm.local import launcher
from arm.settings import Settings


@dataclass(frozen=True)
class LocalResult:
    """Whether Local Azure runs, its address, its process id, the folder of its state, and the monitor's address."""

    running: bool
    url: str
    pid: int | None
    state: str
    done: str
    ok: bool = True
    page: str = ""


def start(settings: Settings, *, notify: Notify = ignore) -> LocalResult:
    """Start Local Azure, or find that it runs; TargetError if it can't be started."""
    with step(notify, "start Local Azure"):
        instance = launcher.ensure(
            settings.build / "local",
            notebook_minutes=settings.notebook_minutes,
            notebook_megabytes=settings.notebook_megabytes,
        )
    return _result(settings, instance, "running")


def stop(settings: Settings, *, notify: Notify = ignore) -> LocalResult:
    """Stop Local Azure; what it holds stays."""
    stopped = launcher.stop(settings.build / "local")
    return _result(settings, None, "stopped" if stopped else "was not running")


def status(settings: Settings, *, notify: Notify = ignore) -> LocalResult:
    """Whether Local Azure runs, and where."""
    instance = launcher.find(settings.build / "local")
    return _result(settings, instance, "running" if instance else "not running")


def reset(settings: Settings, *, notify: Notify = ignore) -> LocalResult:
    """Stop Local Azure and delete what it holds."""
    launcher.reset(settings.build / "local")
    return _result(settings, None, "reset: stopped, and what it held is deleted")


def with_token(settings: Settings, result: LocalResult) -> LocalResult:
    """The result with the token in the monitor's address, for the eyes of whoever called: it opens the page.

    It stands behind the `#`, which a browser keeps to itself. Not for logs, files and argument lists.
    """
    instance = launcher.find(settings.build / "local") if result.running else None
    return replace(result, page=f"{instance.url}/#token={instance.token}") if instance else result


def _result(settings: Settings, instance: Any, done: str) -> LocalResult:
    state = (settings.build / "local").as_posix()
    if instance is None:
        return LocalResult(False, "", None, state, done)
    return LocalResult(True, instance.url, instance.pid, state, done, page=f"{instance.url}/")
