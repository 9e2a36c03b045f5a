"""A template is as large as Resource Manager takes."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.rule import Problem, rule
from arm.rules.template_checks import Checked, templates

_RESOURCES = 800
_TEMPLATE, _RESOURCE = 4 * 1024 * 1024, 1024 * 1024


@rule(
    Severity.ERROR,
    "A template has at most 800 resources and 4 MB, a resource at most 1 MB. ADF Studio doesn't check that; linked "
    "templates, which are smaller, lift the first two.",
    over=templates,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits",
)
def check(context: Context, checked: Checked) -> Iterator[Problem]:
    """Templates and resources beyond the limits, measured without white space."""
    count = len(checked.template["resources"])
    if count > _RESOURCES:
        yield checked.problem(f"the template has {count} resources, {_RESOURCES} are allowed")
    size = 0
    for key, resource in checked.resources:
        length = len(checked.compact(key, resource))
        size += length
        if length > _RESOURCE:
            told = f"the resource has {length:,} bytes in the template, {_RESOURCE:,} are allowed"
            yield checked.problem(told, key, ("properties",))
    if size > _TEMPLATE:
        yield checked.problem(f"the template has {size:,} bytes, {_TEMPLATE:,} are allowed")
