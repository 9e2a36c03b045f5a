"""Every parameter without a default gets a value in every environment."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.overrides import Environment, environments
from arm.rules.rule import Problem, rule
from arm.template.values import is_secure


@rule(
    Severity.ERROR,
    "A parameter that has no default gets a value, or a Key Vault reference; Local Azure makes up secrets by itself.",
    over=environments,
    link="https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
)
def check(context: Context, environment: Environment) -> Iterator[Problem]:
    """Parameters without a value, at the environment's `parameters`."""
    local = environment.merged("target").get("kind") == "local"
    for name, declaration in context.exported.parameters.items():
        if "defaultValue" in declaration or name in environment.values or name == "factoryName":
            continue
        if not (local and is_secure(declaration)):
            message = f'the parameter "{name}" has neither a default nor a value in {environment.name}'
            yield Problem(message, environment.document, ("parameters",))
