"""Requests and responses as the routes see them, and errors in the shape of the service that raises them."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO


@dataclass
class Request:
    """A request that passed the guards. `path` holds what the route's pattern names; `query` names are lower case."""

    method: str
    url_path: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    body: BinaryIO = field(default_factory=io.BytesIO)

    def json(self) -> Any:
        """The body as JSON, {} if empty. Refused with Azure's InvalidRequestContent if it isn't JSON."""
        data = self.body.read()
        if not data.strip():
            return {}
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise CloudError(
                400,
                "InvalidRequestContent",
                f"The request content was invalid and could not be deserialized: {error}",
            ) from None

    def object(self) -> dict[str, Any]:
        """The body as a JSON object, {} if empty; refused if it is another value."""
        value = self.json()
        if not isinstance(value, dict):
            raise CloudError(400, "InvalidRequestContent", "The request content was invalid: it must be an object.")
        return value

    def header(self, name: str) -> str | None:
        """A header's value, found without regard to case."""
        return self.headers.get(name.lower())


@dataclass
class Response:
    """What goes back: bytes, or the bytes of a file from `start` to `end` (exclusive)."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    file: Path | None = None
    start: int = 0
    end: int = 0


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    """A JSON response; header names are written with underscores for dashes."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    body = json.dumps(value).encode()  # ASCII: even a string that isn't valid Unicode can be answered
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8", **named})


class Refusal(Exception):
    """A request that a service refuses; each service has its own shape for it."""

    status = 400

    def response(self) -> Response:
        """The refusal as a response."""
        raise NotImplementedError


class CloudError(Refusal):
    """An error of Azure Resource Manager or a resource provider: `{"error": {"code", "message", …}}`.

    https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#handling-errors
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        target: str | None = None,
        details: list[dict[str, Any]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.error: dict[str, Any] = {"code": code, "message": message}
        if target is not None:
            self.error["target"] = target
        if details is not None:
            self.error["details"] = details
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The error as JSON; Azure repeats its code in a header."""
        response = answer({"error": self.error}, self.status)
        response.headers.update({"x-ms-failure-cause": "gateway", "x-ms-error-code": self.code, **self.headers})
        return response


def phrase(status: int) -> str:
    """What a status is called in Azure's `statusCode` fields: 404 is NotFound."""
    try:
        return HTTPStatus(status).phrase.replace(" ", "")
    except ValueError:
        return str(status)
