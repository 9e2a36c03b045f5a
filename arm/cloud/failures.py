"""What the SDKs raise, turned into one line: what was asked, what the other side said."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from arm.errors import TargetError


@contextmanager
def told(action: str) -> Iterator[None]:
    """Turn the SDKs' exceptions into a TargetError that says which `action` ("deploy …") failed, and how."""
    import requests
    from azure.core import exceptions

    try:
        yield
    except exceptions.ClientAuthenticationError as error:
        raise TargetError(f"{action}: not signed in: {first_line(error)}", hint="az login") from None
    except exceptions.HttpResponseError as error:
        raise TargetError(f"{action}: {azure_reason(error)}") from None
    except exceptions.AzureError as error:
        raise TargetError(f"{action}: no answer: {first_line(error)}", hint="is the target running?") from None
    except requests.HTTPError as error:
        raise TargetError(f"{action}: {_databricks_reason(error)}") from None
    except requests.RequestException as error:
        raise TargetError(f"{action}: no answer: {first_line(error)}", hint="is the target running?") from None


def azure_reason(error: Any) -> str:
    """Azure's code and message, with those of its innermost details, such as `Conflict: …`."""
    body = _body(error.response) if error.response is not None else {}
    found = _reasons(body.get("error", body))
    if found:
        return "; ".join(dict.fromkeys(found))
    status = f"HTTP {error.status_code} " if error.status_code else ""
    return f"{status}{first_line(error)}"


def error_code(error: Any) -> str:
    """The code of an azure-core HttpResponseError's body, such as `DeploymentActive`; "" if it has none."""
    body = _body(error.response) if error.response is not None else {}
    inner = body.get("error", body)
    return str(inner.get("code", "")) if isinstance(inner, dict) else ""


def _reasons(error: Any) -> list[str]:
    """The innermost errors: Resource Manager wraps the one that matters in `details`, often several deep."""
    if not isinstance(error, dict) or not error.get("code"):
        return []
    inner = [reason for detail in error.get("details") or [] for reason in _reasons(detail)]
    return inner or [f"{error['code']}: {' '.join(str(error.get('message', '')).split())}"]


def _databricks_reason(error: Any) -> str:
    body = _body(error.response)
    if body.get("error_code"):
        return f"{body['error_code']}: {body.get('message', '')}"
    return f"HTTP {error.response.status_code} {first_line(error)}"


def _body(response: Any) -> dict[str, Any]:
    try:
        text = response.text() if callable(response.text) else response.text
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def first_line(error: Exception) -> str:
    """The first line that says something in an exception's message; its type's name if none does."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
