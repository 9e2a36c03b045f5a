"""A rerun: which activities keep what they came to in the earlier run, and which run anew.

https://learn.microsoft.com/azure/data-factory/monitor-visually#rerun-pipelines-and-activities
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from arm.runtime.activities import find
from arm.runtime.model import Json, Status

_WENT_WELL = (Status.SUCCEEDED, Status.SKIPPED, Status.INACTIVE)


@dataclass(frozen=True)
class Earlier:
    """What an activity came to in the earlier run, its last attempt."""

    status: Status
    output: Json
    error: Mapping[str, str]


@dataclass(frozen=True)
class Recovery:
    """The earlier run's activities by their `path`. `start` is the activity of the pipeline's own to start from.

    It, and what depends on it, runs anew, and all others keep what they came to. Without `start` those run anew
    that did not succeed, and what depends on them. Control flow always runs: a loop loops over its items, a
    condition is evaluated, a variable set again; what lies inside keeps what it came to by the same rule.
    """

    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    start: str = ""

    def keeps(self, path: str) -> bool:
        """Whether an activity may keep what it came to, if all that it depends on does."""
        found = self.earlier.get(path)
        return found is not None and path != self.start and (bool(self.start) or found.status in _WENT_WELL)

    def taken_over(self, path: str, type_name: str) -> Earlier | None:
        """What stands for an activity that keeps what it came to; None if its type always runs."""
        kind = find(type_name)
        return self.earlier[path] if kind is None or kind.answered == "must" else None
