"""A pipeline's concurrency is one that Azure takes."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, pipelines
from arm.rules.pipeline import Pipeline
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "`concurrency` is a whole number, 1 or more.",
    over=pipelines,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#pipeline-json",
)
def check(context: Context, pipeline: Pipeline) -> Iterator[Problem]:
    """Numbers below 1, and what is no number."""
    count = pipeline.properties.get("concurrency", 1)
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        yield pipeline.problem(f"{count!r} is no concurrency (1 or more)", ("properties", "concurrency"))
