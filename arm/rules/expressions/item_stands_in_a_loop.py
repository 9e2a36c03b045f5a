"""item() is asked for where there is one."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.located import Located, pipeline_expressions
from arm.rules.pipeline import Activity
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "`item()` stands in an activity inside a ForEach, or in the condition of a Filter.",
    over=pipeline_expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-for-each-activity",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Expressions with item() and no loop around."""
    activity = found.activity
    if activity is None or not found.expression.calls("item"):
        return
    in_filter = activity.type == "Filter" and _is_condition(found, activity)
    if not in_filter and not any(around.type == "ForEach" for around in activity.ancestors):
        yield found.problem("item() is known only inside a ForEach and in the condition of a Filter")


def _is_condition(found: Located, activity: Activity) -> bool:
    return found.expression.path[len(activity.path) + 1] == "condition"
