"""A dependency spells an activity's name in the letter case it has."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, activities
from arm.rules.pipeline import Activity, same
from arm.rules.rule import Problem, rule


@rule(
    Severity.WARNING,
    "`dependsOn` and `activity('…')` spell a name as the activity does: Azure doesn't tell letter cases apart, other "
    "tools do.",
    over=activities,
    link="https://learn.microsoft.com/azure/data-factory/naming-rules",
)
def check(context: Context, activity: Activity) -> Iterator[Problem]:
    """Names that differ from the activity's in letter case or blanks around it only."""
    siblings = activity.block.by_name
    for path, name in activity.dependencies:
        found = siblings.get(same(name))
        if found is not None and found.name != name:
            yield Problem(f'"{name}" is called "{found.name}"', activity.document, path)
    for expression in activity.expressions:
        for name in expression.arguments_of("activity"):
            found = activity.pipeline.by_name.get(same(name))
            if found is not None and found.name != name:
                yield Problem(f'"{name}" is called "{found.name}"', activity.document, expression.path)
