"""Where Data Factory's routes are."""

from arm.local.wire import Request, Response, answer

SUBSCRIPTION = "/subscriptions/{subscription}/providers/Microsoft.DataFactory"
FACTORIES = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DataFactory/factories"
FACTORY = FACTORIES + "/{factory}"
DOCS = "https://learn.microsoft.com/rest/api/datafactory/"


def where(request: Request) -> tuple[str, str, str]:
    """The factory a request is about."""
    return request.path["subscription"], request.path["group"], request.path["factory"]


def unless_known(request: Request, document: dict[str, object]) -> Response:
    """The document, or 304 if the client has that version already."""
    known = (request.header("If-None-Match") or "").strip('"')
    current = str(document.get("etag") or document.get("eTag") or "").strip('"')
    return Response(304) if known and known == current else answer(document)
