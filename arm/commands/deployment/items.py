"""The plan: what a deployment would do, item by item with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from arm.commands.deployment.options import Options
from arm.commands.patch import ParameterValue

Action = Literal["create", "change", "delete", "unchanged", "keep", "stop", "start", "import"]
# What leaves the target as it is.
IDLE: tuple[Action, ...] = ("unchanged", "keep")


@dataclass(frozen=True)
class Item:
    """One thing a deployment would do to a resource (`<type>/<name>`, or a notebook's path), and the reason."""

    action: Action
    resource: str
    reason: str


@dataclass(frozen=True)
class Missing:
    """What has to be there before a deployment, and the command that makes it."""

    what: str
    command: str


@dataclass(frozen=True)
class Predicted:
    """What Resource Manager itself says would become of a resource: `change` is its word, `paths` what differs."""

    resource: str
    change: str
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a deployment would do, in the order it would, and every parameter's value with its origin.

    `basis` are the digests of what it rests on; a plan whose basis has changed is stale. `refusals` say why it must
    not be applied, `unfinished` tells of a deployment that goes on or was cut off, `missing` what must be made
    first. `what_if` has what Resource Manager itself says would change, if it was asked.
    """

    environment: str
    factory: str
    target: str
    items: tuple[Item, ...]
    values: tuple[ParameterValue, ...]
    options: Options
    basis: Mapping[str, str]
    refusals: tuple[str, ...] = ()
    unfinished: str = ""
    missing: tuple[Missing, ...] = ()
    what_if: tuple[Predicted, ...] = ()
    ok: bool = True

    def of(self, *actions: Action, kind: str = "") -> list[str]:
        """The names of the resources with one of these actions, those of one type only if `kind` says so."""
        found = [item.resource for item in self.items if item.action in actions]
        return [name.removeprefix(f"{kind}/") for name in found if name.startswith(f"{kind}/")] if kind else found

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return all(item.action in IDLE for item in self.items)
