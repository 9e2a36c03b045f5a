"""The script of a data flow, as far as its streams and parameters go.

https://learn.microsoft.com/azure/data-factory/data-flow-script
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from arm.rules.item import Item, listing

_OUTPUT = re.compile(r"~>\s*([A-Za-z_]\w*)(?:@\(([^)]*)\))?")
_START = re.compile(r"\s*((?:[A-Za-z_][\w@]*\s*,\s*)*[A-Za-z_][\w@]*)\s+([A-Za-z]\w*)\s*\(")
_FIRST = re.compile(r"\s*source\s*\(")
_PARAMETERS = re.compile(
    r"\A\s*parameters\s*\{(?P<body>.*?)^\s*\}|\A\s*parameters\s*\{(?P<short>[^}]*)\}", re.S | re.M
)
_PARAMETER = re.compile(r"^\s*(?:\{([^}]+)\}|([A-Za-z_]\w*))\s+as\s", re.M)
# A type without a default behind it: string, decimal(10,2), string[] …
_BARE = re.compile(r"\s*[a-z]+(?:\(\d+\s*,\s*\d+\))?(?:\[\])?\s*(?:,|\Z)")


@dataclass(frozen=True, slots=True)
class Stream:
    """One step of a script: what it is called, what it does (`source`, `sink` …), what it takes in, and its line.

    `action` is empty where it can't be told; `line` counts the script's lines from 0.
    """

    name: str
    action: str
    inputs: tuple[str, ...]
    line: int


def script_of(item: Item) -> str:
    """The script of a data flow, "" if it has none."""
    lines = item.type_properties.get("scriptLines")
    if isinstance(lines, list):
        return "\n".join(line for line in listing(lines) if isinstance(line, str))
    script = item.type_properties.get("script")
    return script if isinstance(script, str) else ""


def streams(script: str) -> Iterator[Stream]:
    """The steps of a script in order."""
    block = _PARAMETERS.match(script)
    start = block.end() if block else 0
    for output in _OUTPUT.finditer(script, start):
        begun = _START.match(script, start, output.start())
        if _FIRST.match(script, start, output.start()):
            yield Stream(output[1], "source", (), script.count("\n", 0, output.start()))
        elif begun:
            inputs = tuple(name.strip() for name in begun[1].split(","))
            yield Stream(output[1], begun[2], inputs, script.count("\n", 0, begun.start(1)))
        else:
            yield Stream(output[1], "", (), script.count("\n", 0, output.start()))
        start = output.end()


def outputs(script: str) -> frozenset[str]:
    """What a later step may take in: the steps' names, and `name@branch` of those that split."""
    found = set()
    for match in _OUTPUT.finditer(script):
        found.add(match[1])
        found |= {f"{match[1]}@{branch.strip()}" for branch in (match[2] or "").split(",") if branch.strip()}
    return frozenset(found)


def parameters(script: str) -> frozenset[str]:
    """The names of the parameters that a script declares."""
    return frozenset(match[1] or match[2] for match in _PARAMETER.finditer(_declarations(script)))


def required_parameters(script: str) -> frozenset[str]:
    """The names of those parameters that have no default, which stands in brackets behind the type."""
    found = _PARAMETER.finditer(_declarations(script))
    return frozenset(match[1] or match[2] for match in found if _BARE.match(match.string, match.end()))


def _declarations(script: str) -> str:
    block = _PARAMETERS.match(script)
    return (block["body"] or block["short"] or "") if block else ""
