"""A dependency waits for outcomes that there are."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.item import listing
from arm.rules.pipeline import Activity, same
from arm.rules.rule import Problem, rule

_KNOWN = ("Succeeded", "Failed", "Skipped", "Completed")


@rule(
    Severity.ERROR,
    "`dependsOn` is an array of objects with `activity` and `dependencyConditions`, a list with at least one of "
    "Succeeded, Failed, Skipped and Completed; one activity stands there once (twice is a warning, as is "
    "another letter case).",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#activity-dependency",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Entries that are misshaped, and conditions that are missing or unknown."""
    written = activity.body.get("dependsOn", [])
    if not isinstance(written, list):
        yield activity.problem('"dependsOn" is not an array', "dependsOn")
    seen: set[str] = set()
    for number, entry in enumerate(listing(written)):
        if not isinstance(entry, dict) or not isinstance(entry.get("activity"), str):
            yield activity.problem("the dependency names no activity", "dependsOn", number)
            continue
        name = same(entry["activity"])
        if name in seen:
            told = f'another dependency is on "{entry["activity"]}", too: list the conditions of both in one'
            yield activity.problem(told, "dependsOn", number, severity=Severity.WARNING)
        seen.add(name)
        conditions = entry.get("dependencyConditions")
        if not isinstance(conditions, list) or not conditions:
            told = f'nothing says what is awaited of "{entry["activity"]}"'
            yield activity.problem(told, "dependsOn", number, "dependencyConditions")
        for index, condition in enumerate(listing(conditions)):
            if not isinstance(condition, str) or condition.casefold() not in {known.casefold() for known in _KNOWN}:
                told = f"{condition!r} is no condition: {did_you_mean(str(condition), _KNOWN)}"
                yield activity.problem(told, "dependsOn", number, "dependencyConditions", index)
            elif condition not in _KNOWN:
                told = f'"{condition}" is spelled {condition.capitalize()}'
                where = ("dependsOn", number, "dependencyConditions", index)
                yield activity.problem(told, *where, severity=Severity.WARNING)
