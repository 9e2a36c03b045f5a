"""No two entries make parameters of one name."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from arm import jsontext, pointers
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
    refused = context.exported.refused
    told = {found.path for found in refused}
    for found in refused:
        yield Problem(found.message, document, _path(found.path))
    for name, count in used.items():
        origin = origins.get(name)
        if count > 1 and origin is not None and origin.origin.definition and origin.origin.definition not in told:
            message = f'{count} values would share the parameter "{name}"'
            yield Problem(message, document, _path(origin.origin.definition))


def _path(pointer: str) -> Path:
    return tuple(int(part) if part.isdecimal() else part for part in pointers.split(pointer))
