"""The line to a notebook's process: it tells how far it has come, calls for what it needs, and tells its result."""

import contextlib
import hmac
import json
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
_PATIENCE_SECONDS = 0.5
# A message holds at most a notebook's source or what it exits with.
_LONGEST = 64_000_000


class NotGiven(Exception):
    """A call that can't be answered; the message says why."""


class Line:
    """A socket on this machine that one process may connect to: the one that knows the token.

    `calls` answer what it asks for by name, each in a thread of its own; NotGiven from one is its answer, too.
    """

    def __init__(self, calls: Mapping[str, Callable[..., Any]]) -> None:
        self.token = secrets.token_urlsafe(32)
        self.place: Json = {}
        self.result: Json | None = None
        self._calls = calls
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.1)
        self.port: int = self._server.getsockname()[1]
        self._connection: socket.socket | None = None
        self._lock = threading.Lock()
        self._looked = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def where(self) -> Json:
        """The place that the process has come to, as exactly as it can tell; {} before it has begun."""
        self._looked.clear()
        if self._send({"where": True}):
            self._looked.wait(_PATIENCE_SECONDS)
        return self.place

    def close(self) -> None:
        """Hear out what a process that has ended has still told."""
        self._closed.set()
        self._thread.join(timeout=2)
        if self._connection:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)  # somebody else still holds its other end
            self._connection.close()
        self._thread.join(timeout=2)
        self._server.close()

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                continue
            stream = connection.makefile("rb")
            if self._is_ours(connection, stream):
                self._connection = connection
                with contextlib.suppress(OSError, ValueError):
                    self._hear(stream)
                return
            connection.close()

    def _is_ours(self, connection: socket.socket, stream: Any) -> bool:
        """Whether it begins with the token; somebody else mustn't keep the notebook waiting."""
        connection.settimeout(_PATIENCE_SECONDS)
        try:
            token = str(json.loads(stream.readline(1000))["token"])
        except (OSError, ValueError, KeyError, TypeError):
            return False
        connection.settimeout(None)
        return hmac.compare_digest(token.encode(), self.token.encode())

    def _hear(self, stream: Any) -> None:
        while line := stream.readline(_LONGEST):
            message = json.loads(line)
            if "call" in message:
                threading.Thread(target=self._answer, args=(message,), daemon=True).start()
            elif "result" in message:
                self.result = message["result"]
            else:
                self.place = message["at"] or self.place
                self._looked.set()

    def _answer(self, message: Json) -> None:
        try:
            value = self._calls[message["call"]](**message["arguments"])
            self._send({"id": message["id"], "value": value})
        except Exception as error:  # the notebook waits for an answer, whatever it is, and fails with it
            self._send({"id": message["id"], "refused": str(error) or repr(error)})

    def _send(self, message: Json) -> bool:
        data = json.dumps(message).encode() + b"\n"
        try:
            with self._lock:
                if self._connection:
                    self._connection.sendall(data)
            return self._connection is not None
        except OSError:
            return False
