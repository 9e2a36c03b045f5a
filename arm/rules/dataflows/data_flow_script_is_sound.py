"""The script of a data flow closes what it opens, names each step once, and reads parameters that it declares."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.dataflows.data_flow_script_matches import line_of, mapping_flows
from arm.rules.flow_script import parameters, script_of, streams
from arm.rules.guess import guessed
from arm.rules.item import Item, listing, mapping
from arm.rules.rule import Problem, rule

# Texts, comments and names in braces: what stands in them is not looked at.
_OPAQUE = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|/\*.*?\*/|//[^\n]*|\{[^{}\n]*\}", re.DOTALL)
_MARK = re.compile(r"[()\[\]{}'\"]")
_PARAMETER = re.compile(r"(?<![\w$:])\$([A-Za-z_]\w*)")
_PAIRS = {")": "(", "]": "[", "}": "{"}


@rule(
    Severity.ERROR,
    "In a data flow's script brackets and quotes are closed, a step's name stands once, and `$name` is a parameter "
    "that the script declares. A mapping data flow has a sink, and its sources and sinks have a dataset, a linked "
    "service or a flowlet.",
    over=mapping_flows,
    link="https://learn.microsoft.com/azure/data-factory/data-flow-script",
)
def check(context: Context, item: Item) -> Iterator[Problem]:
    """Scripts that don't parse, and data flows that read or write nothing."""
    if item.kind == "MappingDataFlow":
        yield from _ends(item)
    script = script_of(item)
    # What is taken out leaves its lines, so that the places stay.
    bare = _OPAQUE.sub(lambda found: "\n" * found[0].count("\n"), script)
    yield from _open(item, bare)
    seen: set[str] = set()
    for step in streams(script):
        if step.name in seen:
            yield item.problem(f'another step is called "{step.name}", too', line_of(item, step.line))
        seen.add(step.name)
    declared = parameters(script)
    for found in _PARAMETER.finditer(bare):
        if found[1] not in declared:
            told = guessed(f'the script declares no parameter "{found[1]}"', found[1], declared)
            yield item.problem(told, line_of(item, bare.count("\n", 0, found.start())))


def _ends(item: Item) -> Iterator[Problem]:
    root = ("properties", "typeProperties")
    if not listing(item.type_properties.get("sinks")):
        yield item.problem("the data flow has no sink", (*root, "sinks"))
    listed: set[str] = set()
    for section in ("sources", "sinks"):
        for number, entry in enumerate(listing(item.type_properties.get(section))):
            if isinstance(entry, dict) and not entry.keys() & {"dataset", "linkedService", "flowlet"}:
                told = f'"{mapping(entry).get("name")}" has neither a dataset nor a linked service'
                yield item.problem(told, (*root, section, number))
            name = str(mapping(entry).get("name"))
            if name in listed:
                yield item.problem(f'"{name}" is listed twice', (*root, section, number, "name"))
            listed.add(name)


def _open(item: Item, bare: str) -> Iterator[Problem]:
    """The first bracket or quote without its other half."""
    waiting: list[re.Match[str]] = []
    for mark in _MARK.finditer(bare):
        if mark[0] in "([{":
            waiting.append(mark)
        elif mark[0] in _PAIRS and waiting and waiting[-1][0] == _PAIRS[mark[0]]:
            waiting.pop()
        else:
            waiting = [mark]
            break
    if waiting:
        line = bare.count("\n", 0, waiting[0].start())
        yield item.problem(f"{waiting[0][0]} has no other half in the script", line_of(item, line))
