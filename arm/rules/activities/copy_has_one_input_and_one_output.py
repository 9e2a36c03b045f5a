"""A Copy reads one dataset and writes one."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.item import listing
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "A Copy has exactly one dataset under `inputs` and one under `outputs`.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/copy-activity-overview",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Copies with none or several."""
    if activity.type != "Copy":
        return
    for key in ("inputs", "outputs"):
        count = len(listing(activity.body.get(key)))
        if count != 1:
            yield activity.problem(f'a Copy has one dataset under "{key}", not {count or "none"}', key)
