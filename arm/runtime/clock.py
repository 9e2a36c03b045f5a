"""Time that passes at once: an event loop for runs in which nobody wants to wait."""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple, Unpack

_Result = TypeVar("_Result")
_Arguments = TypeVarTuple("_Arguments")


class _SkippingSelector(selectors.DefaultSelector):
    """Doesn't sleep until the next timer is due, but moves the clock on to it.

    While a thread is at work time passes as it does for everybody, so that nothing times out ahead of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> Any:
        """What is ready; if nothing is, the time until `timeout` counts as passed."""
        ready = super().select(0)
        if ready or timeout is None or timeout <= 0:
            return ready or super().select(timeout)
        if self.threads:
            return super().select(timeout)
        self.skipped += timeout
        return ready


class InstantLoop(asyncio.SelectorEventLoop):
    """An event loop on which waits are over at once, in the order in which they would have ended."""

    def __init__(self) -> None:
        self._clock = _SkippingSelector()
        super().__init__(self._clock)

    def time(self) -> float:
        """The loop's own time, with what was skipped."""
        return super().time() + self._clock.skipped

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[_Arguments]], _Result], *args: *_Arguments
    ) -> "asyncio.Future[_Result]":
        """As any loop does; until it is done, time passes as usual."""
        future = super().run_in_executor(executor, func, *args)
        self._clock.threads += 1
        future.add_done_callback(self._thread_ended)
        return future

    def _thread_ended(self, _: Any) -> None:
        self._clock.threads -= 1
