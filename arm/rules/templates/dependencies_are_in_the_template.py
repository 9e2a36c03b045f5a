"""What a resource of the template depends on is in the template."""

import re
from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.item import Item
from arm.rules.mention import BUILT_IN, mentions
from arm.rules.rule import Path, Problem, rule
from arm.rules.template_checks import Checked, templates
from arm.template.patches import resource_key

_ENTRY = re.compile(r"\[concat\(variables\('factoryId'\), '/(?P<type>[A-Za-z]+)/(?P<name>.*)'\)\]")


@rule(
    Severity.ERROR,
    "`dependsOn` names resources of the same template: Resource Manager refuses others.",
    over=templates,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
)
def check(context: Context, checked: Checked) -> Iterator[Problem]:
    """Dependencies on nothing; a missing reference in a source is told there, too."""
    known = {resource_key(resource).casefold() for resource in checked.template["resources"]}
    known |= {f"{type}/{name}".casefold() for type, name in (BUILT_IN, *context.broken)}
    for key, resource in checked.resources:
        for entry in resource.get("dependsOn", []):
            found = _ENTRY.fullmatch(entry) if isinstance(entry, str) else None
            name = found["name"].replace("''", "'") if found else ""
            if found and f"{found['type']}/{name}".casefold() not in known:
                told = f"{key} depends on {found['type']}/{name}, which is not in the template"
                yield checked.problem(told, key, _mentioned(checked.items.get(key), found["type"], name))


def _mentioned(item: Item | None, type: str, name: str) -> Path:
    """Where a resource's source names another, () where it doesn't."""
    found = mentions(item) if item is not None else ()
    return next(((*one.path, "referenceName") for one in found if (one.type, one.name) == (type, name)), ())
