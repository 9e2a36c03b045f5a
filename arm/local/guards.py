"""Who may talk to Local Azure: it runs notebooks, so only its owner's own tools."""

import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from arm.local.wire import CloudError, Refusal, Response

LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Whoever was given such an address, which can't be guessed, may call it without the token: that is what it is for.
CALLBACKS = "/local/callbacks/"
# A JSON body, and a blob; Azure Resource Manager's own limit of 4 MB for a template is its service's affair.
MAXIMUM_JSON = 32 * 1024 * 1024
MAXIMUM_BLOB = 1024 * 1024 * 1024


class Unauthorized(Refusal):
    """No token, or a wrong one."""

    status = 401

    def response(self) -> Response:
        """401 in Azure Resource Manager's shape."""
        response = CloudError(
            401, "AuthenticationFailed", "Authentication failed: the token of the connection file is needed."
        ).response()
        response.headers["WWW-Authenticate"] = "Bearer"
        return response


def check(method: str, path: str, headers: Mapping[str, str], *, token: str, port: int) -> None:
    """Refuse a request whose Host isn't this machine's loopback, whose Origin is foreign, or that has no token.

    Header names are lower case. The Host and Origin checks keep web pages out, even those that rebind a name to
    127.0.0.1; the token keeps out other users of this machine. Only the files of the page need none: a browser asks
    for them before it can send one, and they tell nothing; and the addresses of WebHooks, each a secret itself.
    """
    if not _is_ours(f"http://{headers.get('host', '')}", port):
        raise CloudError(403, "HostNotAllowed", "The Host header must be this machine's loopback address.")
    origin = headers.get("origin")
    if origin is not None and not _is_ours(origin, port):
        raise CloudError(403, "OriginNotAllowed", "Requests from other web pages are refused.")
    public = method == "GET" and (path == "/" or path.startswith("/monitor/"))
    public = public or (method == "POST" and path.startswith(CALLBACKS))
    if not public and not _has_token(headers.get("authorization", ""), token):
        raise Unauthorized("no valid token")


def check_length(headers: Mapping[str, str], path: str) -> None:
    """Refuse a body that is too long, or doesn't say how long it is."""
    if "transfer-encoding" in headers:
        raise CloudError(411, "LengthRequired", "The Content-Length header is required.")
    text = headers.get("content-length", "0")
    if not (text.isascii() and text.isdecimal()):
        raise CloudError(400, "InvalidHeaderValue", "The Content-Length header isn't a number.")
    limit = MAXIMUM_BLOB if path.lower().startswith("/blob/") else MAXIMUM_JSON
    if int(text) > limit:
        raise CloudError(413, "RequestContentTooLarge", f"The request content size exceeds the maximum size of "
                         f"{limit // (1024 * 1024)} MB.")  # fmt: skip


def _is_ours(url: str, port: int) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and parts.hostname in LOOPBACK and parts.port == port
    except ValueError:
        return False


def _has_token(authorization: str, token: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
