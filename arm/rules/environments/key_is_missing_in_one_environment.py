"""What the other environments set, each environment sets."""

from collections.abc import Iterator
from typing import Any

from arm.findings import Severity
from arm.rules.context import Context
from arm.rules.overrides import Environment, environments
from arm.rules.rule import Problem, rule


@rule(
    Severity.WARNING,
    "A parameter, or a key of `target`, that all other environments of the kind (azure or local) have, this one has "
    "too.",
    over=environments,
)
def check(context: Context, environment: Environment) -> Iterator[Problem]:
    """Keys that only this environment lacks; parameters without a default are another rule's."""
    others = [o for o in environments(context) if o is not environment and _kind(o) == _kind(environment)]
    if not others:
        return
    told = ", ".join(other.name for other in others)
    declared = context.exported.parameters
    shared = [name for name in others[0].values if all(name in other.values for other in others)]
    for name in shared:
        if name not in environment.values and "defaultValue" in declared.get(name, {}):
            message = f'the parameter "{name}" is set in {told}, not here'
            yield Problem(message, environment.document, ("parameters",))
    here = set(_keys(environment.merged("target")))
    for key in sorted(set.intersection(*(set(_keys(other.merged("target"))) for other in others)) - here):
        if key[:-1] and key[:-1] not in here:
            continue
        yield Problem(f'"target" has {".".join(key)} in {told}, not here', environment.document, ("target", *key))


def _kind(environment: Environment) -> str:
    return str(environment.merged("target").get("kind", "azure"))


def _keys(value: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, inner in value.items():
        yield (key,)
        if isinstance(inner, dict) and key != "mounts":
            yield from ((key, *below) for below in _keys(inner))
