"""The credential for Local Azure: one token, known beforehand."""

import time
from typing import Any

from azure.core.credentials import AccessToken
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import SansIOHTTPPolicy


class FixedToken:
    """A TokenCredential that always gives the same token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        """The token, whatever the scopes; it says it is valid for a day."""
        return AccessToken(self._token, int(time.time()) + 86_400)


class TokenHeader(SansIOHTTPPolicy[Any, Any]):
    """A pipeline policy that sets the Authorization header, also over http."""

    def __init__(self, token: str) -> None:
        self._token = token

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Called by azure-core for every request before it is sent."""
        request.http_request.headers["Authorization"] = f"Bearer {self._token}"
