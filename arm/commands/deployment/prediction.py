"""Resource Manager's own what-if of what a plan would send to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from arm.commands.deployment.items import Predicted
from arm.commands.deployment.pieces import pieces
from arm.commands.deployment.planning import Planned
from arm.commands.deployment.secrets import fill_secrets, redacted

_NO_CHANGE = ("Ignore", "NoChange", "NoEffect")


def predict(planned: Planned) -> tuple[Predicted, ...]:
    """What would change, without values: some are secret. () if nothing would be sent or the group isn't there."""
    from arm.cloud.resource_manager import ResourceManager

    prepared = planned.prepared
    keys = [key for key in planned.plan.of("create", "change") if key in prepared.wanted]
    if not keys or not planned.observed.group_exists:
        return ()
    manager, parameters = ResourceManager(prepared.connection), fill_secrets(prepared)
    found = []
    with redacted(prepared, parameters):
        for number, piece in enumerate(pieces(prepared.patched.template, parameters, prepared.wanted, keys)):
            changes = manager.what_if(f"adfops-what-if-{number + 1}", piece.template, piece.parameters)
            found += [_predicted(each) for each in changes if each.get("changeType") not in _NO_CHANGE]
    return tuple(found)


def _predicted(change: Mapping[str, Any]) -> Predicted:
    resource = str(change.get("resourceId", "")).rpartition("/factories/")[2].partition("/")[2]
    return Predicted(resource or "factory", str(change.get("changeType")), tuple(_paths(change.get("delta") or ())))


def _paths(delta: Any, above: str = "") -> Iterator[str]:
    for each in delta:
        path = f"{above}.{each.get('path')}" if above else str(each.get("path"))
        children = each.get("children")
        if children:
            yield from _paths(children, path)
        else:
            yield path
