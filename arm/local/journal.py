"""The log of requests: method, path and status; never a body, a header or a query."""

import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A request that was answered (or refused, or dropped: status 0)."""

    number: int
    method: str
    path: str
    status: int
    milliseconds: int


class Journal:
    """The last requests, oldest first, numbered from 1."""

    def __init__(self, size: int = 20_000) -> None:
        self._entries: deque[Entry] = deque(maxlen=size)
        self._lock = threading.Lock()
        self._count = 0

    def add(self, method: str, path: str, status: int, seconds: float) -> None:
        """Note a request."""
        with self._lock:
            self._count += 1
            self._entries.append(Entry(self._count, method, path, status, round(seconds * 1000)))

    def since(self, number: int) -> list[dict[str, Any]]:
        """The requests after the one of that number, as JSON objects."""
        with self._lock:
            return [asdict(entry) for entry in self._entries if entry.number > number]

    def clear(self) -> None:
        """Forget all requests; numbering starts anew."""
        with self._lock:
            self._entries.clear()
            self._count = 0
