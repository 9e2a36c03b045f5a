"""An activity is active or inactive."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule

_KNOWN = {"state": ("Active", "Inactive"), "onInactiveMarkAs": ("Succeeded", "Failed", "Skipped")}


@rule(
    Severity.ERROR,
    "`state` is Active or Inactive, `onInactiveMarkAs` Succeeded, Failed or Skipped.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/deactivate-activity",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Other words."""
    for key, known in _KNOWN.items():
        value = activity.body.get(key, known[0])
        if value not in known:
            yield activity.problem(f'{value!r} is no value of "{key}": {did_you_mean(str(value), known)}', key)
