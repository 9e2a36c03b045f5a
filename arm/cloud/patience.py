"""How patient every client is: which requests are repeated, after which pause, and when that ends."""

import email.utils
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    retry_if_result,
    stop_after_attempt,
    stop_before_delay,
)

Response = TypeVar("Response")
# What a response says that decides whether its request is sent again: status and headers.
Answer = tuple[int, Mapping[str, str]]

# The other side is busy or broken for a moment:
# https://learn.microsoft.com/azure/architecture/best-practices/retry-service-specific
_PASSING = (408, 429, 500, 502, 503, 504)
# Requests whose method says nothing, but which do the same however often they are sent.
_IDEMPOTENT = re.compile(
    r"/(?:start|stop|subscribetoevents|unsubscribefromevents|geteventsubscriptionstatus|validate|whatif|cancel"
    r"|exporttemplate|query\w*|workspace/(?:import|mkdirs|delete)|jobs/runs/submit)/?$",
    re.IGNORECASE,
)


class Halted(Exception):
    """The work was called off while a request waited for its next try."""


@dataclass(frozen=True)
class Patience:
    """The one policy of repeating requests.

    A request is sent at most `tries` times and not again later than `seconds` after the first. Pauses are what
    `Retry-After` says, else a random part, between half and whole, of a time that doubles from `first` up to
    `most` seconds (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/). When
    `halt` is set pauses end at once, with Halted.
    """

    tries: int = 6
    seconds: float = 180.0
    first: float = 1.0
    most: float = 30.0
    halt: threading.Event = field(default_factory=threading.Event)

    def send(
        self,
        request: Callable[[], Response],
        look: Callable[[Response], Answer],
        *,
        safe: bool,
        unanswered: Callable[[BaseException], bool],
        unsent: Callable[[BaseException], bool],
    ) -> Response:
        """Send a request until it is answered for good; what comes back or is raised is the last try's.

        A request that isn't `safe` to repeat is sent again only if it was turned away unread: by a 429, or
        because no connection came about (`unsent`). `unanswered` says whether an exception means no answer.
        """

        def passing(response: Response) -> bool:
            status = look(response)[0]
            return status == 429 or (safe and status in _PASSING)

        def lost(error: BaseException) -> bool:
            return unsent(error) or (safe and unanswered(error))

        def pause(state: RetryCallState) -> float:
            outcome = state.outcome
            told = None if outcome is None or outcome.failed else retry_after(look(outcome.result())[1])
            bound = min(self.most, self.first * 2.0 ** (state.attempt_number - 1))
            return told if told is not None else random.uniform(bound / 2, bound)

        retrying = Retrying(
            retry=retry_if_result(passing) | retry_if_exception(lost),
            wait=pause,
            stop=stop_after_attempt(self.tries) | stop_before_delay(self.seconds),
            sleep=self.sleep,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        return retrying(request)

    def sleep(self, seconds: float) -> None:
        """Wait; Halted as soon as the work is called off."""
        if self.halt.wait(seconds):
            raise Halted


def is_safe(method: str, path: str) -> bool:
    """Whether sending a request twice does the same as sending it once."""
    return method.upper() in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE") or _IDEMPOTENT.search(path) is not None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for (Azure has it in milliseconds, too), None if it doesn't say.

    https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
    """
    named = {name.lower(): value for name, value in headers.items()}
    for name, unit in (("retry-after-ms", 0.001), ("x-ms-retry-after-ms", 0.001), ("retry-after", 1.0)):
        if name not in named:
            continue
        try:
            return max(0.0, float(named[name]) * unit)
        except ValueError:
            return _until(named[name])
    return None


def _until(date: str) -> float | None:
    try:
        return max(0.0, email.utils.parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return None


def header_map(headers: Any) -> Mapping[str, str]:
    """The headers of an SDK's response as a mapping, whatever class they have."""
    return dict(headers.items()) if headers is not None else {}
