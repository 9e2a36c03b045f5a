"""What the target remembers of an environment: the release, what it owns, and a deployment that goes on.

It is kept as the parameter of an ARM deployment without resources, in the factory's resource group: every machine
that may deploy can read and write it, and nothing has to be set up for it. A deployment of the same name moves to the
end of the history, so it outlives Resource Manager's tidying up:
https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-history-deletions
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from arm.commands.deployment.digests import short
from arm.commands.deployment.holder import Holder, holder_from
from arm.errors import UsageError
from arm.settings import Environment

_VERSION = 1
_RELEASES_KEPT = 20
# A deployment's name has at most 64 characters: https://learn.microsoft.com/rest/api/resources/deployments/get
_NAME_OF_ENVIRONMENT = 20


@dataclass(frozen=True)
class Names:
    """The names of an environment's deployments: environments that share a resource group don't meet."""

    environment: str
    factory: str

    @property
    def _short(self) -> str:
        return re.sub(r"[^A-Za-z0-9_-]", "-", self.environment)[:_NAME_OF_ENVIRONMENT]

    @property
    def record(self) -> str:
        """The deployment that holds the record."""
        return f"adfops-{self._short}-{short([self.environment, self.factory.lower()])[:6]}"

    def turn(self, stamp: str) -> str:
        """A deployment by which a process asks for its turn."""
        return f"{self.record}-turn-{stamp}"

    def is_turn(self, name: str) -> bool:
        """Whether a deployment is one by which some process asks for its turn."""
        return name.lower().startswith(f"{self.record}-turn-".lower())

    def release(self, stamp: str, commit: str) -> str:
        """A release's id, which is the name of the deployment that brings its resources."""
        return f"adfops-{self._short}-{stamp}-{commit[:7]}"

    @property
    def tags(self) -> dict[str, str]:
        """The tags that all of them have."""
        return {"adfops-environment": self.environment[:256], "adfops-factory": self.factory[:256]}


def names_of(environment: Environment) -> Names:
    """The names of an environment's deployments."""
    return Names(environment.name, environment.target.factory_name)


@dataclass(frozen=True)
class Kept:
    """What is remembered of a resource: digests of what was wanted and of what the target then said; "" unknown."""

    wanted: str = ""
    found: str = ""


@dataclass(frozen=True)
class Released:
    """A release in short; `when` reads 20261128T013000Z: Resource Manager rewrites what looks like a date."""

    id: str
    commit: str
    when: str
    who: str
    parts: tuple[str, ...]
    template: str
    parameters: str


@dataclass(frozen=True)
class Unfinished:
    """A deployment that goes on, or was cut off.

    `triggers` holds the state, before the first stop, of each trigger that is stopped or started; a new one arrives
    stopped. `deployments`
    are the ARM deployments it makes. `notebooks` are the paths below the folder that it may have written. When only
    `starts` are left to be done, `last` is the release that is complete then. `ended`: its process has told that it
    does nothing more about it.
    """

    release: str
    holder: Holder
    since: str
    triggers: Mapping[str, str] = field(default_factory=dict)
    deployments: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    last: Released | None = None
    ended: bool = False


@dataclass(frozen=True)
class Record:
    """What is remembered.

    Releases that were completed, the latest first; the resources owned by `<type>/<name>`; new triggers that have not
    been given their state yet; the deployment that goes on; and the release that failed since the latest one.
    """

    releases: tuple[Released, ...] = ()
    resources: Mapping[str, Kept] = field(default_factory=dict)
    fresh: tuple[str, ...] = ()
    unfinished: Unfinished | None = None
    failed: str = ""

    @property
    def release(self) -> Released | None:
        """The release that stands."""
        return self.releases[0] if self.releases else None

    def completed(self, release: Released, resources: Mapping[str, Kept], fresh: tuple[str, ...] = ()) -> "Record":
        """The record after a release."""
        releases = (release, *(each for each in self.releases if each.id != release.id))[:_RELEASES_KEPT]
        return Record(releases, dict(resources), fresh)

    def without(self, unsure: frozenset[str] | set[str]) -> "Record":
        """The record with nothing known of some resources but that they are owned."""
        kept = {key: Kept() if key in unsure else each for key, each in self.resources.items()}
        return replace(self, resources=kept)

    def as_json(self) -> dict[str, Any]:
        """As a JSON object, which `record_from` reads."""
        kept = {key: [each.wanted, each.found] for key, each in self.resources.items()}
        return {"version": _VERSION, **asdict(self), "resources": kept}


def record_from(document: Mapping[str, Any]) -> Record:
    """The record that `as_json` described. UsageError if a newer version of the suite wrote it."""
    if document.get("version") != _VERSION:
        raise UsageError(
            f"the record at the target has version {document.get('version')}, this adfops reads {_VERSION}",
            hint="deploy with the version of adfops that deployed last",
        )
    return Record(
        tuple(_released(each) for each in document["releases"]),
        {key: Kept(*each) for key, each in document["resources"].items()},
        tuple(document["fresh"]),
        _unfinished(document["unfinished"]) if document.get("unfinished") else None,
        document["failed"],
    )


def _released(document: Mapping[str, Any]) -> Released:
    return Released(**{**document, "parts": tuple(document["parts"])})


def _unfinished(document: Mapping[str, Any]) -> Unfinished:
    return Unfinished(
        release=document["release"],
        holder=holder_from(document["holder"]),
        since=document["since"],
        triggers=dict(document["triggers"]),
        deployments=tuple(document["deployments"]),
        notebooks=tuple(document["notebooks"]),
        starts=tuple(document["starts"]),
        last=_released(document["last"]) if document.get("last") else None,
        ended=document.get("ended", False),
    )
