"""A pipeline does something."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, pipelines
from arm.rules.pipeline import Pipeline
from arm.rules.rule import Problem, rule


@rule(
    Severity.WARNING,
    "A pipeline has activities: an empty one can be published, and does nothing.",
    over=pipelines,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities",
)
def check(context: Context, pipeline: Pipeline) -> Iterator[Problem]:
    """Pipelines without any."""
    activities = pipeline.properties.get("activities")
    if activities is None or activities == []:
        yield pipeline.problem("the pipeline has no activities", ("properties", "activities"))
