"""Addresses at which runs wait to be called back: one for each WebHook, known to nobody else."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


class Callbacks:
    """Those who wait. `address` makes the address of a key; whoever serves it calls `answer`."""

    def __init__(self, address: Callable[[str], str]) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._waiting: dict[str, Future[Any]] = {}

    def open(self) -> "tuple[str, str, Future[Any]]":
        """A new key that can't be guessed, its address, and what will hold the JSON that it is called with."""
        key, answered = secrets.token_urlsafe(24), Future[Any]()
        with self._lock:
            self._waiting[key] = answered
        return key, self._address(key), answered

    def is_open(self, key: str) -> bool:
        """Whether somebody waits at a key."""
        with self._lock:
            return key in self._waiting

    def answer(self, key: str, body: Any) -> bool:
        """Give whoever waits at a key what it was called with; whether anybody does."""
        with self._lock:
            answered = self._waiting.pop(key, None)
        if answered is None or not answered.set_running_or_notify_cancel():
            return False
        answered.set_result(body)
        return True

    def close(self, key: str) -> None:
        """Nobody waits at a key any more."""
        with self._lock:
            self._waiting.pop(key, None)
