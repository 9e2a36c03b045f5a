"""A release: what was deployed, from which commit, when and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from arm.commands.deployment.holder import who
from arm.commands.deployment.items import IDLE, Item
from arm.commands.deployment.options import Part
from arm.commands.deployment.planning import Planned
from arm.commands.deployment.record import Names, Record, Released
from arm.commands.deployment.turns import stamp

_TAG = 256  # https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations


@dataclass(frozen=True)
class Release:
    """What was deployed; digests are SHA-256 in hexadecimal, `when` is in UTC.

    `resources` and `notebooks` are all that is owned now, `done` what this release did. `fresh` is False where
    nothing had to be done: then it is the release that stands.
    """

    id: str
    environment: str
    factory: str
    commit: str
    when: str
    who: str
    parts: tuple[Part, ...]
    template_digest: str
    parameters_digest: str
    definition_digest: str
    resources: tuple[str, ...]
    notebooks: tuple[str, ...]
    done: tuple[Item, ...] = ()
    fresh: bool = True
    ok: bool = True


def begin(planned: Planned, names: Names) -> Released:
    """A new release of what is planned, in short, as the record keeps it."""
    prepared, plan = planned.prepared, planned.plan
    return Released(
        id=names.release(stamp(), prepared.commit),
        commit=prepared.commit,
        when=f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
        who=who(),
        parts=tuple(plan.options.parts),
        template=plan.basis["template"],
        parameters=plan.basis["parameters"],
    )


def tags_of(released: Released, planned: Planned, names: Names) -> Mapping[str, str]:
    """The tags of a release's deployments: who asks the target sees what is deployed, and from which commit."""
    tags = {
        "adfops-release": released.id,
        "adfops-commit": released.commit,
        "adfops-template": released.template,
        "adfops-parameters": released.parameters,
        "adfops-definition": planned.prepared.definition,
        "adfops-who": released.who,
    }
    return {**names.tags, **{key: text[:_TAG] for key, text in tags.items() if text}}


def describe(released: Released, planned: Planned, record: Record, *, fresh: bool) -> Release:
    """A release for people and files."""
    plan, prepared = planned.plan, planned.prepared
    folder = prepared.environment.target.databricks.folder
    moment = datetime.strptime(released.when, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    owned = planned.observed.manifest.notebooks if planned.observed.manifest else {}
    gone = set(plan.of("delete"))
    paths = [f"{folder}/{path}" for path in sorted({*owned, *prepared.sources})]
    return Release(
        id=released.id,
        environment=plan.environment,
        factory=plan.factory,
        commit=released.commit,
        when=moment.isoformat(timespec="seconds"),
        who=released.who,
        parts=plan.options.parts,
        template_digest=released.template,
        parameters_digest=released.parameters,
        definition_digest=prepared.definition,
        resources=tuple(sorted(record.resources)),
        notebooks=tuple(path for path in paths if path not in gone),
        done=tuple(item for item in plan.items if item.action not in IDLE),
        fresh=fresh,
    )
