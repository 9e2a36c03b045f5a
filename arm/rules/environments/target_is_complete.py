"""An environment says where a deployment goes."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.overrides import Environment, environments
from arm.rules.rule import Problem, rule


@rule(
    Severity.ERROR,
    "`target` has resourceGroup and factoryName and, in Azure, subscriptionId.",
    over=environments,
)
def check(context: Context, environment: Environment) -> Iterator[Problem]:
    """Keys that neither the environment nor what it extends has."""
    target = environment.merged("target")
    needed = ["resourceGroup", "factoryName"]
    if target.get("kind", "azure") == "azure":
        needed.insert(0, "subscriptionId")
    for key in needed:
        if key not in target:
            yield Problem(f'"target" says no {key}', environment.document, ("target",))
