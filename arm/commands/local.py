"""`invoke local.*`: Local Azure in the background."""

from dataclasses import dataclass
from typing import Any

from arm.events import Notify, ignore, step
from arm.local import launcher
from arm.settings import Settings


@dataclass(frozen=True)
class LocalResult:
    """Whether Local Azure runs, its address, its process id and the folder of its state."""

    running: bool
    url: str
    pid: int | None
    state: str
    done: str
    ok: bool = True


def start(settings: Settings, *, notify: Notify = ignore) -> LocalResult:
    """Start Local Azure, or find that it runs; TargetError if it can't be started."""
    with step(notify, "start Local Azure"):
        instance = launcher.ensure(settings.build / "local")
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


def _result(settings: Settings, instance: Any, done: str) -> LocalResult:
    state = (settings.build / "local").as_posix()
    if instance is None:
        return LocalResult(False, "", None, state, done)
    return LocalResult(True, instance.url, instance.pid, state, done)
