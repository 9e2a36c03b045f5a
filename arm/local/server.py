"""The HTTP server: guards, dials, the route table, and the log of requests around every handler."""

import io
import socket
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qsl, urlsplit

from arm.local import guards
from arm.local.azure import LocalAzure
from arm.local.dials import DroppedConnection
from arm.local.routing import Table
from arm.local.wire import CloudError, Refusal, Request, Response

_DRAIN = 16 * 1024 * 1024


class LocalServer(ThreadingHTTPServer):
    """Serves one LocalAzure on 127.0.0.1, on a port that the system picks."""

    daemon_threads = True
    address_family = socket.AF_INET

    def __init__(self, azure: LocalAzure, table: Table, token: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.azure = azure
        self.table = table
        self.token = token
        self.last_request = time.monotonic()
        azure.stop = self.stop
        azure.address = self.url

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def stop(self) -> None:
        """Stop serving, from whatever thread."""
        threading.Thread(target=self.shutdown, daemon=True).start()

    def stop_when_idle(self, seconds: float) -> None:
        """Stop once no request came and nothing ran for `seconds`."""

        def watch() -> None:
            while time.monotonic() - self.last_request < seconds or self.azure.busy():
                time.sleep(min(seconds / 4, 5))
            self.shutdown()

        threading.Thread(target=watch, daemon=True).start()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error of ours; anything else goes to the log."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            traceback.print_exc()


class _Body(io.RawIOBase):
    """The body of one request: at most `left` more bytes of the connection."""

    def __init__(self, stream: Any, length: int) -> None:
        self.stream = stream
        self.left = length

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.stream.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def discard(self, most: int) -> None:
        """Read up to `most` bytes for nothing."""
        while self.left and most > 0 and (data := self.read(min(most, 64 * 1024))):
            most -= len(data)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "LocalAzure"
    sys_version = ""
    timeout = 120
    wbufsize = -1  # headers and body leave in one piece: two would wait for each other's acknowledgement
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        started = time.monotonic()
        server = cast(LocalServer, self.server)
        path = urlsplit(self.path).path
        self._body = _Body(self.rfile, self._declared_length())
        response = self._respond(server, path)
        ended = time.monotonic()
        if not self._is_refresh(path):
            server.last_request = ended
            # Noted before it is sent: whoever has the answer finds it in the log.
            server.azure.journal.add(self.command, path, response.status if response else 0, ended - started)
        if response is None:
            self.close_connection = True
        else:
            self._send(response)

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def _respond(self, server: LocalServer, path: str) -> Response | None:
        """The answer to the request; None if the connection is to end without one."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            guards.check(self.command, path, headers, token=server.token, port=server.server_port)
            guards.check_length(headers, path)
            return self._dispatch(server, self._request(path, headers))
        except Refusal as refusal:
            return refusal.response()
        except DroppedConnection:
            return None
        except Exception:
            traceback.print_exc()
            return CloudError(500, "InternalServerError", "Local Azure has a bug: see local.log.").response()

    def _is_refresh(self, path: str) -> bool:
        """Whether an open page asks by itself: that is nobody's work, so it neither keeps us up nor fills the log."""
        return path.startswith("/local/") and "X-Local-Refresh" in self.headers

    def _declared_length(self) -> int:
        """How many bytes of body follow; where that isn't said the connection can't be used again."""
        text = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (text.isascii() and text.isdecimal()):
            self.close_connection = True
            return 0
        return int(text)

    def _request(self, path: str, headers: Mapping[str, str]) -> Request:
        query = {
            name.lower(): value for name, value in parse_qsl(urlsplit(self.path).query, keep_blank_values=True)
        }  # fmt: skip
        base = f"http://{headers['host']}"
        return Request(self.command, path, {}, query, headers, base, cast(BinaryIO, self._body))

    def _dispatch(self, server: LocalServer, request: Request) -> Response:
        if request.url_path.lower().startswith("/local/"):
            return self._handle(server, request)
        dials = server.azure.dials
        fault = dials.strike(request.method, request.url_path)
        response = None if fault and not fault.after else self._handle(server, request)
        if fault and fault.hold:
            dials.hold(request.method, request.url_path)
        if fault and (fault.drop or fault.hold):
            raise DroppedConnection
        return fault.response() if fault else cast(Response, response)

    def _handle(self, server: LocalServer, request: Request) -> Response:
        """The route's answer; a refusal is one too, so that a fault after the change comes after either."""
        try:
            route, matched = server.table.find(request)
            return route.handler(server.azure, matched)
        except Refusal as refusal:
            return refusal.response()

    def _send(self, response: Response) -> None:
        length = response.end - response.start if response.file else len(response.body)
        bodiless = response.status in (204, 304) or self.command == "HEAD"
        self._drain()
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value.replace("\r", "").replace("\n", ""))
        if response.status not in (204, 304) and "Content-Length" not in response.headers:
            self.send_header("Content-Length", str(length))
        self.send_header("x-ms-request-id", str(uuid.uuid4()))
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not bodiless:
            self._send_body(response)
        self.wfile.flush()

    def _send_body(self, response: Response) -> None:
        if response.file is None:
            self.wfile.write(response.body)
            return
        left = response.end - response.start
        with Path(response.file).open("rb") as stream:
            stream.seek(response.start)
            while left and (data := stream.read(min(left, 1024 * 1024))):
                self.wfile.write(data)
                left -= len(data)

    def _drain(self) -> None:
        """Read what the handler left of the body, so that the next request starts where it should; else hang up."""
        self._body.discard(_DRAIN)
        if self._body.left:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the journal has the requests, and this log would have their queries."""
