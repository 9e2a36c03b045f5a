"""No two activities of a pipeline share a name, at whatever depth they stand."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, pipelines
from arm.rules.pipeline import Pipeline, same
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "An activity's name is its own in the whole pipeline, inner activities of containers included and letter case "
    "aside.",
    over=pipelines,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities",
)
def check(context: Context, pipeline: Pipeline) -> Iterator[Problem]:
    """The second and every further activity of a name."""
    seen: set[str] = set()
    for activity in pipeline.activities:
        name = same(activity.name)
        if name and name in seen:
            yield activity.problem(f'another activity of the pipeline is called "{activity.name}"', "name")
        seen.add(name)
