"""A secure parameter of the template has no default."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.rule import Problem, rule
from arm.rules.template_checks import Checked, templates
from arm.template.values import is_secure


@rule(
    Severity.WARNING,
    "A default of a secureString stands in the template for everybody to read. ADF Studio writes one for connection "
    "strings of SQL databases; an environment that gives its own value leaves it unused.",
    over=templates,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases#secure-parameters-cant-have-hard-coded-default",
)
def check(context: Context, checked: Checked) -> Iterator[Problem]:
    """Secure parameters with a default that isn't empty."""
    if checked.patched is not None:
        return
    files = {str(item.resource.file): item for item in context.items}
    for name, declaration in checked.template["parameters"].items():
        if not is_secure(declaration) or not declaration.get("defaultValue"):
            continue
        told = f'the secure parameter "{name}" has a default in the template'
        origin = context.exported.export.origins[name].origin
        item = files.get(origin.file)
        path = tuple(int(part) if part.isdecimal() else part for part in origin.pointer.split("/")[1:])
        yield item.problem(told, path) if item is not None else checked.problem(told)
