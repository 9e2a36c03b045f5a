"""Requests to what only Local Azure has; they stay on this machine."""

import json
import urllib.error
import urllib.request
from typing import Any

from arm.errors import TargetError


def ask(url: str, token: str, method: str, path: str, body: Any = None) -> Any:
    """What Local Azure at `url` answers, as JSON. TargetError, with its words, if it refuses or doesn't answer."""
    request = urllib.request.Request(
        url + path,
        data=None if body is None else json.dumps(body).encode("utf-8"),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method=method,
    )
    # Never by a proxy: the request and its token stay on this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=30) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise TargetError(f"Local Azure refuses: {_said(error)}") from None
    except OSError as error:
        why = getattr(error, "reason", error)
        raise TargetError(f"Local Azure doesn't answer: {why}", hint="start it anew: invoke local.start") from None
    return json.loads(text) if text.strip() else None


def _said(error: urllib.error.HTTPError) -> str:
    """The message of an error in Azure's shape, else its status."""
    try:
        return str(json.loads(error.read())["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"{error.code} {error.reason}"
