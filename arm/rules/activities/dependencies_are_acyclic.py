"""No activity waits for itself, by whatever way round."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, pipelines
from arm.rules.cycle import cycles
from arm.rules.pipeline import Block, Pipeline, same
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "The dependencies of activities don't go round in a circle.",
    over=pipelines,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#activity-dependency",
)
def check(context: Context, pipeline: Pipeline) -> Iterator[Problem]:
    """Each circle, at one of its members' dependsOn."""
    for block in pipeline.all_blocks:
        for circle in cycles(_waits(block)):
            first, then = block.by_name[circle[0]], circle[1]
            path = next(path for path, name in first.dependencies if same(name) == then)
            names = " → ".join(block.by_name[name].name for name in circle)
            yield Problem(f"the activities wait for each other in a circle: {names}", pipeline.document, path)


def _waits(block: Block) -> dict[str, list[str]]:
    return {
        name: [same(other) for _, other in activity.dependencies if same(other) in block.by_name.keys() - {name}]
        for name, activity in block.by_name.items()
    }
