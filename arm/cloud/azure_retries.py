"""The place in azure-core's pipeline where requests are repeated: our patience instead of its own."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from azure.core.exceptions import IncompleteReadError, ServiceRequestError, ServiceResponseError
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import HTTPPolicy

from arm.cloud.patience import Answer, Patience, header_map, is_safe


class AzureRetries(HTTPPolicy[Any, Any]):
    """Takes the place of azure-core's RetryPolicy, which has no jitter and repeats every POST."""

    def __init__(self, patience: Patience) -> None:
        super().__init__()
        self._patience = patience

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Called by azure-core; gives back the last answer."""
        http = request.http_request
        send: Callable[[], PipelineResponse[Any, Any]] = lambda: self.next.send(request)  # noqa: E731
        return self._patience.send(
            send,
            _answer,
            safe=is_safe(http.method, urlsplit(http.url).path),
            unanswered=lambda error: isinstance(error, ServiceResponseError | IncompleteReadError),
            unsent=lambda error: isinstance(error, ServiceRequestError),
        )


def _answer(response: PipelineResponse[Any, Any]) -> Answer:
    return response.http_response.status_code, header_map(response.http_response.headers)
