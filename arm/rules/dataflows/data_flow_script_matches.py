"""The script of a data flow and the list of its sources, sinks and transformations name the same."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.flow_script import outputs, script_of, streams
from arm.rules.guess import guessed
from arm.rules.item import Item, listing, mapping
from arm.rules.rule import Path, Problem, rule

_SECTIONS = {"sources": "source", "sinks": "sink", "transformations": "transformation"}
_ROOT: Path = ("properties", "typeProperties")


def mapping_flows(context: Context) -> list[Item]:
    """The data flows with a script of streams."""
    return [item for item in context.of("dataflows") if item.kind in ("MappingDataFlow", "Flowlet")]


@rule(
    Severity.ERROR,
    "Every source, sink and transformation that a data flow lists is a step of its script (`~> name`) and every step "
    "is listed; a step takes in streams of other steps.",
    over=mapping_flows,
    link="https://learn.microsoft.com/azure/data-factory/data-flow-script",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Names that stand on one side only, and streams that come from nowhere."""
    script = script_of(item)
    listed = dict(_listed(item))
    if listed and not script:
        yield item.problem("the data flow has no script", _ROOT)
        return
    steps = list(streams(script))
    names = {step.name for step in steps}
    for name, path in listed.items():
        if name not in names:
            yield item.problem(guessed(f'the script has no step "{name}"', name, names - listed.keys()), path)
    known = outputs(script)
    for step in steps:
        if step.name not in listed:
            section = {"source": "sources", "sink": "sinks"}.get(step.action, "transformations")
            yield item.problem(f'the script\'s step "{step.name}" is not among the {section}', (*_ROOT, section))
        for stream in step.inputs:
            if stream not in known:
                told = guessed(f'"{step.name}" takes in "{stream}", which no step gives', stream, known)
                yield item.problem(told, line_of(item, step.line))


def _listed(item: Item) -> Iterator[tuple[str, Path]]:
    for section in _SECTIONS:
        for number, entry in enumerate(listing(item.type_properties.get(section))):
            name = mapping(entry).get("name")
            if isinstance(name, str):
                yield name, (*_ROOT, section, number, "name")


def line_of(item: Item, line: int) -> Path:
    """The path of a line of the script, counted from 0."""
    whole = isinstance(item.type_properties.get("scriptLines"), list)
    return (*_ROOT, "scriptLines", line) if whole else (*_ROOT, "script")
