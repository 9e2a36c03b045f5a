"""Turns of pipelines that limit their concurrency: who comes too early waits in the order of coming."""

import asyncio
import contextlib
import threading
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator
from concurrent.futures import Future


class Turns:
    """How many runs of each pipeline go on, counted over threads and event loops.

    https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#pipeline-json (concurrency)
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._going: Counter[str] = Counter()
        self._waiting: defaultdict[str, deque[Future[None]]] = defaultdict(deque)

    def is_free(self, pipeline: str, limit: int) -> bool:
        """Whether a run of a pipeline wouldn't have to wait now."""
        with self._lock:
            return self._going[pipeline] < limit

    @contextlib.asynccontextmanager
    async def turn(self, pipeline: str, limit: int) -> AsyncIterator[None]:
        """Hold one of a pipeline's `limit` turns, once one is free."""
        ours = self._line_up(pipeline, limit)
        try:
            await asyncio.wrap_future(ours)
        except asyncio.CancelledError:
            if not ours.cancel():  # it was granted in the same moment
                self._give_back(pipeline)
            raise
        try:
            yield
        finally:
            self._give_back(pipeline)

    def _line_up(self, pipeline: str, limit: int) -> "Future[None]":
        ours: Future[None] = Future()
        with self._lock:
            if self._going[pipeline] < limit:
                self._going[pipeline] += 1
                ours.set_result(None)
            else:
                self._waiting[pipeline].append(ours)
        return ours

    def _give_back(self, pipeline: str) -> None:
        """Hand the turn on to the next who still waits."""
        with self._lock:
            while self._waiting[pipeline]:
                following = self._waiting[pipeline].popleft()
                if following.set_running_or_notify_cancel():
                    following.set_result(None)
                    return
            self._going[pipeline] -= 1
