"""Lists in pages, with Azure's `nextLink`."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from arm.local.wire import CloudError, Request

PAGE = 50


def page(request: Request, items: Sequence[Any], size: int = PAGE) -> dict[str, Any]:
    """One page of a list: `value`, and `nextLink` if there are more. `$top` asks for smaller pages."""
    start = _number(request, "$skiptoken", 0)
    size = min(size, _number(request, "$top", size)) or size
    found: dict[str, Any] = {"value": list(items[start : start + size])}
    if start + size < len(items):
        query = {**request.query, "$skiptoken": str(start + size)}
        found["nextLink"] = f"{request.base}{request.url_path}?{urlencode(query)}"
    return found


def _number(request: Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal()):
        raise CloudError(400, "InvalidQueryParameter", f"The query parameter {name} isn't a number: {text}")
    return int(text)
