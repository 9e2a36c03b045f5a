"""The faults that a deployment is tried with: each kind at each request of a deployment that was recorded."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

# Kind of fault → the dial for it. They strike once, but for the last, which strikes from that request on.
FAULTS: dict[str, dict[str, Any]] = {
    "429": {"status": 429, "retryAfter": 0.1},
    "500 before": {"status": 500},
    "500 after": {"status": 500, "after": True},
    "dropped before": {"drop": True},
    "dropped after": {"drop": True, "after": True},
    "500 for good": {"status": 500, "times": 100_000},
}
# When the process is killed → the dial that holds the request meanwhile; and the commands that come next.
KILLED: dict[str, dict[str, Any]] = {"killed before": {"hold": True}, "killed after": {"hold": True, "after": True}}
NEXT = ("deploy", "recover", "plan")
KILLS = {f"{kind}, then {command}": dial for kind, dial in KILLED.items() for command in NEXT}
# Signals that end a process in order → the dial that holds the request meanwhile; and the exit codes.
SIGNALS: dict[str, dict[str, Any]] = {"SIGINT": {"hold": True}, "SIGTERM": {"hold": True}}
EXITS = {"SIGINT": 130, "SIGTERM": 143}
RESOURCE = "resource fails"
# A deployment ends with the second look at it, so that every recording has the same requests.
POLLS = {"polls": 2}
# Parts of a path that are made anew each time: stamps, random names, ids of operations.
_MADE = re.compile(r"(?<![0-9A-Za-z])(?=[A-Fa-f-]*[0-9])[0-9A-Fa-f]{3}[0-9A-Fa-f-]*(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Case:
    """A kind of fault at the n-th of the requests that have a method and a path like this."""

    kind: str
    method: str
    path: str
    nth: int

    def __str__(self) -> str:
        if self.kind == RESOURCE:
            return f"resource {self.nth} of the deployment fails"
        return f"{self.kind} at {self.method} {self.path.rpartition('/providers/')[2]} ({self.nth})"

    @property
    def dials(self) -> dict[str, Any]:
        """The dials for it."""
        if self.kind == RESOURCE:
            return {"deployment": {**POLLS, "failAt": self.nth, "status": 409, "code": "Conflict"}}
        dial = {**FAULTS, **KILLS, **SIGNALS}[self.kind]
        fault = {"method": self.method, "path": f"^{pattern(self.path)}$", "skip": self.nth - 1, **dial}
        return {"faults": [fault], "deployment": POLLS}


def pattern(path: str) -> str:
    """A regular expression for a path, whatever its parts are that are made anew each time."""
    fixed = [re.escape(part) for part in _MADE.split(path)]
    return "[0-9A-Fa-f-]+".join(fixed)


def cases(requests: list[tuple[str, str]], kinds: dict[str, dict[str, Any]]) -> list[Case]:
    """Every kind of fault at every request; requests that look alike are told apart by their number."""
    met: Counter[tuple[str, str]] = Counter()
    found = []
    for method, path in requests:
        like = (method, pattern(path))
        met[like] += 1
        found += [Case(kind, method, path, met[like]) for kind in kinds]
    return found


def failing_resources(count: int) -> list[Case]:
    """A deployment that fails half-way: at its first resource, at its second, and so on."""
    return [Case(RESOURCE, "", "", number) for number in range(1, count + 1)]
