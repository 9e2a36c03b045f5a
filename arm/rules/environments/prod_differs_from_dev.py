"""A value for production isn't development's."""

from collections.abc import Iterator

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.overrides import Environment, environments
from arm.rules.rule import Problem, rule
from arm.settings.variables import names_in

_DEV = ("dev", "develop", "development")
_PROD = ("prod", "prd", "production")


@rule(
    Severity.WARNING,
    "A parameter that dev.json sets has another value in prod.json. Values both inherit, booleans and those that "
    "take variables are not compared; where the same is meant, say so under `adfops.rules`.",
    over=environments,
)
def check(context: Context, environment: Environment) -> Iterator[Problem]:
    """Equal values, at production's, or at its `parameters` where it leaves the template's default in place."""
    dev = next((other for other in environments(context) if other.name in _DEV), None)
    if environment.name not in _PROD or dev is None:
        return
    for name, there in dev.values.items():
        here = environment.values.get(name)
        if there.document is not dev.document or names_in(there.value) or isinstance(there.value, bool):
            continue
        if here is None:
            declared = context.exported.parameters.get(name, {})
            if not there.reference and "defaultValue" in declared and declared["defaultValue"] == there.value:
                told = f'"{name}" keeps the template\'s default, which is what {dev.name} has'
                yield Problem(told, environment.document, ("parameters",))
        elif here.document is not there.document and (here.value, here.reference) == (there.value, there.reference):
            yield Problem(f'"{name}" has the same value as in {dev.name}', here.document, here.path)
