"""Where the activities of a pipeline are: inside of which containers, and how often they are tried."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_INNER = ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities")
_LOOPS = ("ForEach", "Until")


@dataclass(frozen=True)
class Places:
    """The containers around each activity of a pipeline, outermost first, and each activity itself, by names."""

    around: Mapping[str, tuple[Mapping[str, Any], ...]]
    activities: Mapping[str, Mapping[str, Any]]

    def path(self, before: tuple[str, ...], entry: Mapping[str, Any]) -> tuple[str, ...]:
        """The place of an activity run in the tree, after `before`; the turn of the innermost loop is told."""
        name, turn = str(entry.get("activityName")), str(entry.get("iterationHash") or "")
        found: list[str] = []
        for container in reversed(self.around.get(name, ())):
            if turn and container.get("type") in _LOOPS:
                found.append(f"[{turn[:8]}]")
                turn = ""
            found.append(str(container.get("name")))
        return (*before, *reversed(found), name)

    def container(self, name: str) -> str:
        """The container that an activity is directly in, empty for the pipeline's own."""
        around = self.around.get(name, ())
        return str(around[-1].get("name")) if around else ""

    def tried_again(self, entry: Mapping[str, Any]) -> str:
        """Why and when a failed activity will be tried again, empty if it won't be."""
        policy = self.activities.get(str(entry.get("activityName")), {}).get("policy") or {}
        most, done = policy.get("retry"), int(entry.get("retryAttempt") or 0)
        if not isinstance(most, int) or done >= most:
            return ""
        pause = policy.get("retryIntervalInSeconds", 30)
        message = str((entry.get("error") or {}).get("message") or "failed")
        return f"to be tried again in {pause} s; attempt {done + 1} of {most + 1}: {message}"


def places(pipeline: Mapping[str, Any]) -> Places:
    """The places of a deployed pipeline's activities, given its `properties`."""
    found = list(_walk(pipeline.get("activities") or (), ()))
    return Places(
        {str(activity.get("name")): around for activity, around in found},
        {str(activity.get("name")): activity for activity, _ in found},
    )


def _walk(
    activities: Sequence[Mapping[str, Any]], around: tuple[Mapping[str, Any], ...]
) -> Iterator[tuple[Mapping[str, Any], tuple[Mapping[str, Any], ...]]]:
    for activity in activities:
        yield activity, around
        properties = activity.get("typeProperties") or {}
        for key in _INNER:
            yield from _walk(properties.get(key) or (), (*around, activity))
        for case in properties.get("cases") or ():
            yield from _walk(case.get("activities") or (), (*around, activity))
