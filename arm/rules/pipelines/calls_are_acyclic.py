"""No pipeline calls itself, by whatever way round."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context, once
from arm.rules.cycle import cycles
from arm.rules.item import mapping
from arm.rules.pipeline import Activity, Pipeline
from arm.rules.rule import Problem, rule
from arm.rules.sources import Sources


@rule(
    Severity.ERROR,
    "ExecutePipeline doesn't lead back to the pipeline it stands in: ADF Studio and the service refuse circles.",
    over=once,
    link="https://learn.microsoft.com/azure/data-factory/control-flow-execute-pipeline-activity",
)
def check(context: Context, sources: Sources) -> Iterator[Problem]:
    """Each circle, at one of the calls in it."""
    pipelines = {pipeline.name.casefold(): pipeline for pipeline in context.pipelines}
    calls = {name: {called(one).casefold(): one for one in _calls(pipeline)} for name, pipeline in pipelines.items()}
    for circle in cycles({name: [other for other in found if other in pipelines] for name, found in calls.items()}):
        names = " → ".join(pipelines[name].name for name in circle)
        path = ("typeProperties", "pipeline", "referenceName")
        yield calls[circle[0]][circle[1]].problem(f"the pipelines call each other in a circle: {names}", *path)


def called(activity: Activity) -> str:
    """The name of the pipeline that an ExecutePipeline calls, "" if it names none."""
    name = mapping(activity.type_properties.get("pipeline")).get("referenceName")
    return name if isinstance(name, str) else ""


def _calls(pipeline: Pipeline) -> list[Activity]:
    return [one for one in pipeline.activities if one.active and one.type == "ExecutePipeline" and called(one)]
