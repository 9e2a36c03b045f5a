"""An expression of the template is as long as Resource Manager takes."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.item import walk
from arm.rules.rule import Problem, rule
from arm.rules.template_checks import Checked, templates

_LONGEST = 24_576
# What the compact JSON of a resource with such an expression has in it: looked for before the walk over its values.
_LONG = re.compile(rb'"\[[^\["](?:[^"\\]|\\.){24574}')


@rule(
    Severity.ERROR,
    "A text of the template that Resource Manager evaluates, [ … ], has at most 24,576 characters. What sources say "
    "is escaped, so that only a patch can make one this long.",
    over=templates,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits",
)
def check(context: Context, checked: Checked) -> Iterator[Problem]:
    """Longer ones."""
    for key, resource in checked.resources:
        if not _LONG.search(checked.compact(key, resource)):
            continue
        for path, text in walk(resource, ()):
            if isinstance(text, str) and len(text) > _LONGEST and _is_evaluated(text):
                told = f"the template's expression has {len(text):,} characters, {_LONGEST:,} are allowed"
                yield checked.problem(told, key, path)


def _is_evaluated(text: str) -> bool:
    return text[0] == "[" and text[1] != "[" and text[-1] == "]"
