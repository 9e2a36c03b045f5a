"""An activity depends on activities beside it."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.guess import guessed
from arm.rules.pipeline import Activity, same
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "`dependsOn` names other activities of the same pipeline or, inside a container, of the same branch.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#activity-dependency",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Dependencies on nothing, on an activity elsewhere, and on the activity itself."""
    siblings = activity.block.by_name
    for path, name in activity.dependencies:
        if same(name) == same(activity.name):
            yield Problem("the activity depends on itself", activity.document, path)
        elif same(name) not in siblings:
            yield Problem(_message(activity, name), activity.document, path)


def _message(activity: Activity, name: str) -> str:
    if any(same(other.name) == same(name) for other in activity.pipeline.activities):
        return f'"{name}" stands in another container: only activities beside this one can be waited for'
    others = [other.name for other in activity.block.activities if other is not activity]
    return guessed(f'there is no activity "{name}" to depend on', name, others)
