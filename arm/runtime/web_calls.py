"""Calls of web addresses that somebody allowed, and of no others."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from arm.runtime import values
from arm.runtime.failures import ActivityFailure, CannotRun
from arm.runtime.model import Json

# A WebActivity times out after a minute: https://learn.microsoft.com/azure/data-factory/control-flow-web-activity
_TIMEOUT = "00:01:00"
_MOST_BYTES = 4 << 20
_FAILED = "2108"


@dataclass(frozen=True)
class Request:
    """One call, ready to be sent; `timeout` in seconds."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = field(repr=False)
    timeout: float

    @classmethod
    def of(cls, properties: Json, name: str) -> "Request":
        """The call a WebActivity describes. ActivityFailure for one that is none, CannotRun for what isn't there."""
        url, method = str(properties.get("url") or ""), str(properties.get("method") or "").upper()
        if urlsplit(url).scheme not in ("http", "https") or not method:
            raise ActivityFailure("BadRequest", f"not an address and a method: {method} {url}")
        headers = {key: str(value) for key, value in (properties.get("headers") or {}).items()}
        headers |= _authorization(properties.get("authentication") or {}, name)
        limit = values.timespan(properties.get("httpRequestTimeout") or _TIMEOUT)
        if limit is None:
            raise ActivityFailure(
                "BadRequest", f"httpRequestTimeout is no time span: {properties['httpRequestTimeout']}"
            )
        return cls(method, url, headers, _body(properties.get("body")), limit)

    def check_host(self, allowed: Collection[str]) -> None:
        """CannotRun unless the address is among those allowed, as host or host:port."""
        parts = urlsplit(self.url)
        if parts.netloc.rpartition("@")[2] not in allowed and parts.hostname not in allowed:
            raise CannotRun(
                f"{parts.hostname} is not among the addresses that web calls may go to",
                hint="give the activity an answer, or allow the address",
            )


def send(request: Request) -> Json:
    """The answer as the activity's output. ActivityFailure for an error status and for no answer at all."""
    sent = urllib.request.Request(request.url, request.body, dict(request.headers), method=request.method)
    try:
        with _OPENER.open(sent, timeout=request.timeout) as answer:
            return _output(answer.read(_MOST_BYTES + 1), dict(answer.headers))
    except urllib.error.HTTPError as error:
        told = error.read(2000).decode("utf-8", "replace")
        raise ActivityFailure(str(error.code), told or f"{error.code} {error.reason}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise ActivityFailure(_FAILED, f"{request.method} {request.url} got no answer: {reason}") from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An address that is allowed must not lead to one that isn't."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow nothing: the redirection is the answer."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def _authorization(authentication: Json, name: str) -> dict[str, str]:
    kind = authentication.get("type")
    if kind is None:
        return {}
    password = authentication.get("password")
    text = password.get("value") if isinstance(password, dict) else password
    if kind != "Basic" or not isinstance(text, str):
        raise CannotRun(f"activity '{name}' signs in by {kind}, which can't be done here", hint="give it an answer")
    pair = f"{authentication.get('username', '')}:{text}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}


def _body(body: Any) -> bytes | None:
    if body is None:
        return None
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()


def _output(data: bytes, headers: dict[str, str]) -> Json:
    if len(data) > _MOST_BYTES:
        raise ActivityFailure("2001", "the answer is more than 4 MB, the most that an output may have")
    text = data.decode("utf-8", "replace")
    try:
        value = json.loads(text) if text.strip() else {}
    except ValueError:
        value = text
    output = value if isinstance(value, dict) else {"Response": value}
    return {**output, "ADFWebActivityResponseHeaders": headers}
