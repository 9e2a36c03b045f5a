"""A trigger names the pipelines it starts where its type has them."""

from collections.abc import Iterator

from arm.errors import did_you_mean
from arm.findings import Severity
from arm.rules.context import Context, triggers
from arm.rules.item import Item, listing, mapping
from arm.rules.rule import Path, Problem, rule

_STATES = ("Started", "Stopped", "Disabled")
_PIPELINES: Path = ("properties", "pipelines")
_SINGLE = "TumblingWindowTrigger"


@rule(
    Severity.ERROR,
    "A tumbling window trigger starts one pipeline, under `pipeline`; the others have them under `pipelines`. "
    "`runtimeState` is Started, Stopped or Disabled; a trigger without a pipeline, or with one twice, "
    "is a warning.",
    over=triggers,
    link="https://learn.microsoft.com/azure/data-factory/concepts-pipeline-execution-triggers",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Pipelines that are missing or stand where they are not read, and states that there aren't."""
    state = item.properties.get("runtimeState", "Stopped")
    if state not in _STATES:
        told = f"{state!r} is no state of a trigger: {did_you_mean(str(state), _STATES)}"
        yield item.problem(told, ("properties", "runtimeState"))
    if item.kind == _SINGLE:
        yield from _single(item)
        return
    if "pipeline" in item.properties:
        yield item.problem(f'{item.kind or "the trigger"} has "pipelines", an array', ("properties", "pipeline"))
    started = listing(item.properties.get("pipelines"))
    names: set[str] = set()
    for number, entry in enumerate(started):
        name, path = mapping(mapping(entry).get("pipelineReference")).get("referenceName"), (*_PIPELINES, number)
        if not isinstance(name, str):
            yield item.problem("the entry names no pipeline", path)
        elif (seen := f"{name.casefold()} {mapping(entry).get('parameters')}") in names:
            told = f'the trigger starts "{name}" twice with the same parameters'
            yield item.problem(told, (*path, "pipelineReference", "referenceName"), Severity.WARNING)
        else:
            names.add(seen)
    if not started and "pipeline" not in item.properties:
        yield item.problem("the trigger starts no pipeline", _PIPELINES, Severity.WARNING)


def _single(item: Item) -> Iterator[Problem]:
    if "pipelines" in item.properties:
        told = 'a tumbling window trigger has one "pipeline", not "pipelines"'
        yield item.problem(told, ("properties", "pipelines"))
    reference = mapping(mapping(item.properties.get("pipeline")).get("pipelineReference"))
    if not isinstance(reference.get("referenceName"), str) and "pipelines" not in item.properties:
        yield item.problem("the trigger names no pipeline", ("properties", "pipeline"))
