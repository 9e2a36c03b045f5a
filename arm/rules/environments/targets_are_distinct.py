"""Each environment has a factory of its own."""

from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.overrides import Environment
from arm.rules.overrides import environments as all_environments
from arm.rules.rule import Problem, rule


@rule(
    Severity.WARNING,
    "No two environments deploy to one factory: one of them would undo what the other does.",
    over=all_environments,
)
def check(context: Context, environment: Environment) -> Iterator[Problem]:
    """An environment whose resource group and factory another has, too."""
    for other in all_environments(context):
        if other is environment:
            return  # told once of a pair, at the later
        here, there = _factory(environment), _factory(other)
        if None not in here and here == there:
            told = f"{other.name} deploys to the factory {here[-1]}, too"
            yield Problem(told, environment.document, ("target", "factoryName"))


def _factory(environment: Environment) -> tuple[Any, ...]:
    target = environment.merged("target")
    return tuple(target.get(key) for key in ("subscriptionId", "resourceGroup", "factoryName"))
