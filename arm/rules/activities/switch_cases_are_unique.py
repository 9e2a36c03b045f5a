"""The cases of a Switch have values of their own."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.item import listing, mapping
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_MOST = 25


@rule(
    Severity.ERROR,
    "Every case of a Switch has a `value`, no other case has it, and there are at most 25.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-switch-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Cases without a value of their own."""
    if activity.type != "Switch":
        return
    cases = listing(activity.type_properties.get("cases"))
    if len(cases) > _MOST:
        yield activity.problem(f"the Switch has {len(cases)} cases, {_MOST} are allowed", "typeProperties", "cases")
    seen: set[str] = set()
    for number, case in enumerate(cases):
        value = mapping(case).get("value")
        if value == "":
            yield activity.problem("the case's value is empty", "typeProperties", "cases", number, "value")
        elif not isinstance(value, str):
            yield activity.problem("the case has no value", "typeProperties", "cases", number)
        elif value in seen:
            told = f'another case has the value "{value}"'
            yield activity.problem(told, "typeProperties", "cases", number, "value")
        else:
            seen.add(value)
