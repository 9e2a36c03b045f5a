"""The route table: which function answers which request, and how sure we are that Azure would answer the same."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

from arm.local.wire import CloudError, Request, Response

if TYPE_CHECKING:
    from arm.local.azure import LocalAzure

Handler = Callable[["LocalAzure", Request], Response]


class Basis(StrEnum):
    """What a behaviour rests on."""

    DOCUMENTED = "documented"
    EXAMPLE = "from an example"
    ASSUMED = "assumed"
    OURS = "our own"


@dataclass(frozen=True)
class Route:
    """One route. `{name}` in the pattern is a segment, `{name...}` all the rest; the rest is matched in any case."""

    method: str
    pattern: str
    handler: Handler
    basis: Basis
    link: str
    service: str

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (self.handler.__doc__ or "").strip().split("\n")[0]


class Routes:
    """The routes of one service, filled by its `add` decorator; `file` is where to add more."""

    def __init__(self, service: str, prefix: str, file: str) -> None:
        self.service = service
        self.prefix = prefix.lower()
        self.file = file
        self.routes: list[Route] = []

    def add(
        self, method: str, pattern: str, *, basis: Basis = Basis.DOCUMENTED, link: str = ""
    ) -> Callable[[Handler], Handler]:
        """Enter the decorated function as the handler of a method and a pattern."""

        def enter(handler: Handler) -> Handler:
            self.routes.append(Route(method, pattern, handler, basis, link, self.service))
            return handler

        return enter


class Table:
    """All routes of all services."""

    def __init__(self, services: Iterable[Routes]) -> None:
        self.services = list(services)
        self.routes = [route for service in self.services for route in service.routes]
        self._compiled = [(route, _compile(route.pattern)) for route in self.routes]

    def find(self, request: Request) -> tuple[Route, Request]:
        """The route of a request, and the request with `path` filled in. CloudError 501 if there is none."""
        for route, pattern in self._compiled:
            if route.method == request.method and (match := pattern.fullmatch(request.url_path)):
                named = {name: unquote(text) for name, text in match.groupdict().items()}
                return route, replace(request, path=named)
        raise CloudError(
            501,
            "NotImplemented",
            f"Local Azure has no route for {request.method} {request.url_path}: add it in {self._file(request)}",
        )

    def _file(self, request: Request) -> str:
        """Where a missing route belongs: with the service that has the longest matching part in its prefix."""
        path = unquote(request.url_path).lower()
        fitting = [service for service in self.services if service.prefix in path]
        return max(fitting, key=lambda service: len(service.prefix)).file if fitting else "a new folder of arm/local"


def _compile(pattern: str) -> re.Pattern[str]:
    text = re.sub(r"\\{(\w+)(\\\.\\\.\\\.)?\\}", _group, re.escape(pattern))
    return re.compile(text + "/?" if not text.endswith("/") else text, re.IGNORECASE)


def _group(match: re.Match[str]) -> str:
    return f"(?P<{match[1]}>.+)" if match[2] else f"(?P<{match[1]}>[^/]+)"
