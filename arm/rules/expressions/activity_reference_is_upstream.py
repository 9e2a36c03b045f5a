"""An expression asks for activities that have ended before it is evaluated."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.guess import guessed
from arm.rules.located import Located, pipeline_expressions
from arm.rules.pipeline import Activity, same
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "`activity('…')` names an activity of the pipeline that this one waits for, directly or by way of others or of "
    "the container around it. The condition of an Until, and what comes after it, may ask for "
    "the activities inside it.",
    over=pipeline_expressions,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#activity",
)
def check(context: Context, found: Located) -> Iterator[Problem]:
    """Names of nothing, of the activity itself, and of activities that need not have ended."""
    activity = found.activity
    if activity is None:
        return
    for name in dict.fromkeys(found.expression.arguments_of("activity")):
        other = activity.pipeline.by_name.get(same(name))
        if other is None:
            told = guessed(f'there is no activity "{name}"', name, (one.name for one in activity.pipeline.activities))
            yield found.problem(told)
        elif not _has_ended(other, activity):
            yield found.problem(_message(other, activity))


def _has_ended(other: Activity, activity: Activity) -> bool:
    if same(other.name) in activity.upstream:
        return True
    loops = [around for around in other.ancestors if around.type == "Until"]
    return any(loop is activity or same(loop.name) in activity.upstream for loop in loops)


def _message(other: Activity, activity: Activity) -> str:
    if other is activity:
        return f'the activity asks for its own outcome: activity("{other.name}")'
    if other.block is not activity.block and other.parent is not None:
        return f'"{other.name}" stands inside "{other.parent.name}": nothing outside can ask for it'
    return f'"{activity.name}" doesn\'t wait for "{other.name}", which it asks for'
