"""A pipeline has as many activities and parameters as Azure takes."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, pipelines
from arm.rules.pipeline import Pipeline
from arm.rules.rule import Problem, rule

ACTIVITIES, PARAMETERS = 120, 50


@rule(
    Severity.ERROR,
    "A pipeline has at most 120 activities, inner ones of containers included, and at most 50 parameters.",
    over=pipelines,
    link="https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits",
)
def check(context: Context, pipeline: Pipeline) -> Iterator[Problem]:
    """Pipelines that have more."""
    if len(pipeline.activities) > ACTIVITIES:
        told = f"the pipeline has {len(pipeline.activities)} activities, {ACTIVITIES} are allowed"
        yield pipeline.problem(told, ("properties", "activities"))
    if len(pipeline.parameters) > PARAMETERS:
        told = f"the pipeline has {len(pipeline.parameters)} parameters, {PARAMETERS} are allowed"
        yield pipeline.problem(told, ("properties", "parameters"))
