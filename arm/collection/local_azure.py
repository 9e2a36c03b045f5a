"""The tasks of Local Azure: `local.start` and its sisters."""

import sys
from typing import TYPE_CHECKING, Any

from invoke.collection import Collection
from invoke.context import Context

from arm.collection.perform import JSON, described, perform

if TYPE_CHECKING:
    from arm.events import Notify
    from arm.settings import Settings


def _local(name: str, doc: str) -> Any:
    """A task that calls the function of the same name in arm.commands.local."""

    def body(context: Context, json: bool = False) -> None:
        def work(settings: "Settings", notify: "Notify") -> Any:
            from arm.commands import local

            result = getattr(local, name)(settings, notify=notify)
            # The token is for a person at a terminal: what is piped may become a log.
            return local.with_token(settings, result) if sys.stdout.isatty() and not json else result

        from arm.report import results

        perform(context, work, results.local, json)

    body.__name__ = name
    body.__doc__ = doc
    return described(json=JSON)(body)


local = Collection("local")
local.add_task(_local("start", "Start Local Azure in the background and print its address, and the monitor's."))
local.add_task(_local("stop", "Stop Local Azure; what it holds stays."))
local.add_task(_local("status", "Say whether Local Azure runs, and what it holds."))
local.add_task(_local("reset", "Stop Local Azure and delete what it holds."))
