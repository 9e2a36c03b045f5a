"""Faults and delays as dials: set over HTTP, counted in requests and polls, never hidden in the services."""

import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from arm.local.wire import CloudError, Response


@dataclass(frozen=True)
class Fault:
    """One fault. It meets requests of a method (any, if empty) whose path the pattern is found in.

    Of these it lets `skip` pass, then strikes `times` times. `number` instead names one request: the n-th since
    the dials were set. `after` strikes when the change is already made; `drop` ends the connection without an answer,
    and `hold` does so only when the dials are set anew: so that a client can be ended while it waits for that answer.
    """

    method: str = ""
    path: str = ""
    number: int = 0
    skip: int = 0
    times: int = 1
    status: int = 500
    retry_after: float | None = None
    after: bool = False
    drop: bool = False
    hold: bool = False
    code: str = ""
    message: str = "A fault that was set with the dials."

    def meets(self, number: int, method: str, path: str) -> bool:
        """Whether the fault is meant for this request."""
        if self.number:
            return number == self.number
        return self.method in ("", method) and re.search(self.path, path, re.IGNORECASE) is not None

    def response(self) -> Response:
        """The answer that the fault gives instead."""
        code = self.code or ("TooManyRequests" if self.status == 429 else "InternalServerError")
        headers = {} if self.retry_after is None else {"Retry-After": f"{self.retry_after:g}"}
        return CloudError(self.status, code, self.message, headers=headers).response()


@dataclass(frozen=True)
class DeploymentDial:
    """How deployments go: in how many polls they end (0: by themselves), and which resource (from 1) fails.

    `limits` False leaves out the limits of Azure Resource Manager on how many resources a template may have;
    `cleaning` False keeps the history of deployments as it is, up to its limit.
    """

    polls: int = 0
    fail_at: int = 0
    status: int = 500
    code: str = "InternalServerError"
    message: str = "A fault that was set with the dials."
    limits: bool = True
    cleaning: bool = True


class DroppedConnection(Exception):
    """The connection is to end without an answer."""


@dataclass
class Dials:
    """The dials as they are set now."""

    faults: tuple[Fault, ...] = ()
    deployment: DeploymentDial = field(default_factory=DeploymentDial)
    delay: float = 0.0
    _count: int = 0
    _met: dict[int, int] = field(default_factory=dict)
    _struck: dict[int, int] = field(default_factory=dict)
    _held: list[dict[str, str]] = field(default_factory=list)
    _let_go: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, document: dict[str, Any]) -> None:
        """Set all dials from a JSON object; what it doesn't mention goes back to normal, and counting starts anew."""
        faults = tuple(_read(Fault, each) for each in document.get("faults", ()))
        deployment = _read(DeploymentDial, document.get("deployment", {}))
        unknown = document.keys() - {"faults", "deployment", "delayMilliseconds"}
        if unknown:
            raise CloudError(400, "InvalidDials", f"There is no dial {', '.join(sorted(unknown))}.")
        with self._lock:
            self.faults, self.deployment = faults, deployment
            self.delay = float(document.get("delayMilliseconds", 0)) / 1000
            self._count, self._met, self._struck, self._held = 0, {}, {}, []
            self._let_go.set()
            self._let_go = threading.Event()

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault for this request, if one is due; the dial's delay is waited here."""
        if self.delay:
            time.sleep(self.delay)
        with self._lock:
            self._count += 1
            for index, fault in enumerate(self.faults):
                if not fault.meets(self._count, method, path):
                    continue
                met = self._met[index] = self._met.get(index, 0) + 1
                if fault.number or fault.skip < met <= fault.skip + fault.times:
                    self._struck[index] = self._struck.get(index, 0) + 1
                    return fault
        return None

    def hold(self, method: str, path: str) -> None:
        """Keep a request waiting until the dials are set anew."""
        with self._lock:
            self._held.append({"method": method, "path": path})
            let_go = self._let_go
        let_go.wait()

    def release(self) -> None:
        """Let go whatever is held: the end of this process must not wait for it."""
        self._let_go.set()

    def seen(self) -> dict[str, Any]:
        """What has happened since the dials were set: requests counted, how often each fault struck, what is held."""
        with self._lock:
            struck = [self._struck.get(index, 0) for index in range(len(self.faults))]
            return {"requests": self._count, "struck": struck, "held": list(self._held)}


def _read(kind: Any, document: dict[str, Any]) -> Any:
    """A dataclass from its JSON object, whose names are in camel case."""
    named = {re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name): value for name, value in document.items()}
    try:
        made = kind(**named)
        re.compile(getattr(made, "path", ""))
    except (TypeError, re.error) as error:
        raise CloudError(400, "InvalidDials", f"A dial isn't understood: {error}") from None
    return made
