"""The notebook's line to what runs it: calls that are answered there, and word of how far the notebook has come."""

import itertools
import json
import os
import queue
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


class NotGiven(Exception):
    """What the other side says of a call that it can't answer."""


class Link:
    """One connection, one JSON object a line in both directions.

    `where` tells the place that the notebook has come to, for when the other side asks. When the other side is gone
    this process ends: nothing is left running that nobody waits for.
    """

    def __init__(self, port: int, token: str) -> None:
        self.where: Callable[[], Json] = dict
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._stream = self._socket.makefile("rb")
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, queue.SimpleQueue[Json]] = {}
        self._dumps, self._pid = json.dumps, os.getpid()
        self.tell({"token": token})
        threading.Thread(target=self._read, daemon=True).start()

    def tell(self, message: Json) -> None:
        """Send a message that wants no answer."""
        data = self._dumps(message).encode() + b"\n"
        with self._lock:
            self._socket.sendall(data)

    def call(self, name: str, /, **arguments: Any) -> Any:
        """What the other side answers; any number of threads may wait at once. NotGiven if it can't."""
        if os.getpid() != self._pid:
            raise RuntimeError("dbutils can't be used in a process that the notebook has forked off")
        number = next(self._numbers)
        answers = self._waiting[number] = queue.SimpleQueue()
        self.tell({"call": name, "id": number, "arguments": arguments})
        answer = answers.get()
        del self._waiting[number]
        if "refused" in answer:
            raise NotGiven(answer["refused"])
        return answer["value"]

    def _read(self) -> None:
        try:
            for line in self._stream:
                message = json.loads(line)
                if "where" in message:
                    self.tell({"at": self.where()})
                else:
                    self._waiting[message["id"]].put(message)
        finally:
            end()


def end() -> None:
    """End this process and all that it has started."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
