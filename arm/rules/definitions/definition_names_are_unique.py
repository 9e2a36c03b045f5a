"""No two entries make parameters of one name."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from arm import jsontext
from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.definition_entries import definitions
from arm.rules.document import Document
from arm.rules.rule import Path, Problem, rule

_CALL = re.compile(r"\"\[parameters\('((?:[^\"\\]|\\.)*?)'\)\]\"")


@rule(
    Severity.ERROR,
    "A parameter stands for one value: where an entry names two, the template has one parameter for both, and one of "
    "the values is lost.",
    over=definitions,
    link="https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-resource-manager-custom-parameters",
)
def check(context: Context, document: Document) -> Iterator[Problem]:
    """Names that two values of the template share, at the entry that made the last of them."""
    origins = context.exported.export.origins
    text = jsontext.compact_bytes(context.exported.resources).decode("utf-8")
    used = Counter(json.loads(f'"{name}"') for name in _CALL.findall(text))
    for name, count in used.items():
        origin = origins.get(name)
        if count > 1 and origin is not None and origin.origin.definition:
            path: Path = tuple(int(p) if p.isdecimal() else p for p in origin.origin.definition.split("/")[1:])
            told = f'{count} values would share the parameter "{name}"'
            yield Problem(told, document, _unescaped(path))


def _unescaped(path: Path) -> Path:
    return tuple(p.replace("~1", "/").replace("~0", "~") if isinstance(p, str) else p for p in path)
