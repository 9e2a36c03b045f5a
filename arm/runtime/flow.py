"""Control flow as pure functions: when an activity may start, and how a list of activities ended.

Source of the rules: https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities (dependencies)
and https://learn.microsoft.com/azure/data-factory/tutorial-pipeline-failure-error-handling (outcome).
"""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from arm.runtime.failures import CannotRun
from arm.runtime.model import Json, Status

# What each dependency condition accepts. Completed means "it ran to an end", so it doesn't accept Skipped.
CONDITIONS = {
    "Succeeded": {Status.SUCCEEDED},
    "Failed": {Status.FAILED},
    "Skipped": {Status.SKIPPED},
    "Completed": {Status.SUCCEEDED, Status.FAILED},
}


def dependencies(activity: Json) -> dict[str, list[str]]:
    """The names an activity depends on → the conditions on each; it defaults to Succeeded."""
    return {
        entry["activity"]: entry.get("dependencyConditions") or ["Succeeded"]
        for entry in activity.get("dependsOn", [])
    }


def may_start(activity: Json, statuses: Mapping[str, Status]) -> bool:
    """Whether an activity whose dependencies have all ended starts, or is skipped.

    Conditions on one activity are alternatives; every activity named must meet one of its own.
    """
    return all(
        any(statuses[name] in CONDITIONS[condition] for condition in conditions)
        for name, conditions in dependencies(activity).items()
    )


def inactive_mark(activity: Json) -> Status:
    """What an inactive activity counts as: https://learn.microsoft.com/azure/data-factory/deactivate-activity.

    CannotRun for what it can't be marked as.
    """
    marked = activity.get("onInactiveMarkAs") or "Succeeded"
    if marked not in ("Succeeded", "Failed", "Skipped"):
        raise CannotRun(f"activity '{activity['name']}' is inactive and marked as {marked!r}, which there isn't")
    return Status(marked)


def check(activities: Sequence[Json]) -> None:
    """CannotRun if the activities can't be put in an order, or a dependency or condition doesn't exist."""
    names = [activity["name"] for activity in activities]
    if twice := {name for name in names if names.count(name) > 1}:
        raise CannotRun(f"two activities are called '{min(twice)}'")
    for activity in activities:
        for name, conditions in dependencies(activity).items():
            if name not in names:
                raise CannotRun(f"activity '{activity['name']}' depends on '{name}', which isn't beside it")
            for condition in conditions:
                if condition not in CONDITIONS:
                    raise CannotRun(
                        f"activity '{activity['name']}' has an unknown dependency condition '{condition}'"
                    )
    try:
        TopologicalSorter({activity["name"]: dependencies(activity) for activity in activities}).prepare()
    except CycleError as error:
        raise CannotRun(f"activities depend on each other in a circle: {' → '.join(error.args[1])}") from None


def failed_activities(activities: Sequence[Json], statuses: Mapping[str, Status]) -> list[str]:
    """The activities that decide that the whole failed; an empty list means it succeeded.

    Azure's rule: look at every leaf; where a leaf was skipped, look at the activities it depends on instead. The
    whole succeeded if and only if each one looked at did.
    """
    by_name = {activity["name"]: activity for activity in activities}
    inner = {name for activity in activities for name in dependencies(activity)}
    looked_at: dict[str, None] = {}
    queue = [name for name in by_name if name not in inner]
    while queue:
        name = queue.pop(0)
        if statuses[name] is Status.SKIPPED and (parents := dependencies(by_name[name])):
            queue.extend(parents)
        else:
            looked_at[name] = None
    return [name for name in looked_at if statuses[name] not in (Status.SUCCEEDED, Status.SKIPPED)]
