"""A template has as many parameters as Resource Manager takes."""

from collections import Counter
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.rule import Problem, rule
from arm.rules.template_checks import Checked, templates

MOST = 256
_SHOWN = 5


@rule(
    Severity.ERROR,
    "A template has at most 256 parameters; a definition file doesn't lift that, nor do linked templates: fewer "
    "entries do. The finding counts what each entry makes.",
    over=templates,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits",
)
def check(context: Context, checked: Checked) -> Iterator[Problem]:
    """Templates with more, and the entries that make most of them."""
    count = len(checked.template["parameters"])
    if count <= MOST:
        return
    made = Counter(p.origin.definition or "secrets" for p in context.exported.export.origins.values())
    entries = ", ".join(f"{number} by {pointer}" for pointer, number in made.most_common(_SHOWN))
    yield checked.problem(f"the template has {count} parameters, {MOST} are allowed ({entries})")
