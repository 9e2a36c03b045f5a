"""The files of the page: the same for everybody, so they are given without a token; a strict policy binds them."""

from hashlib import sha256
from pathlib import Path

from arm.local.azure import LocalAzure
from arm.local.routing import Basis, Routes
from arm.local.wire import CloudError, Request, Response

ROUTES = Routes("Monitor's page", "/monitor/", "arm/local/monitor/pages.py")
FOLDER = Path(__file__).with_name("page")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Nothing inline, nothing from elsewhere, and no text that becomes markup.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@ROUTES.add("GET", "/", basis=Basis.OURS)
def show_page(azure: LocalAzure, request: Request) -> Response:
    """Gives the page, which asks for everything else with the token; needs none itself."""
    return _file(request, "index.html")


@ROUTES.add("GET", "/monitor/{file...}", basis=Basis.OURS)
def show_file(azure: LocalAzure, request: Request) -> Response:
    """Gives a script, a style sheet or a picture of the page; needs no token."""
    return _file(request, request.path["file"])


def _file(request: Request, name: str) -> Response:
    found = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.suffix in _TYPES}
    if name not in found:
        raise CloudError(404, "NotFound", f"The page has no file {name}.")
    content = found[name].read_bytes()
    tag = f'"{sha256(content).hexdigest()[:16]}"'
    headers = {**_HEADERS, "Content-Type": _TYPES[found[name].suffix], "ETag": tag}
    if request.header("If-None-Match") == tag:
        return Response(304, headers=headers)
    return Response(200, content, headers)
