"""`invoke conform`: the export compared with what ADF Studio published, over a repository's own history."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from arm.commands.collector import without_collection
from arm.commands.conformance import RAN, Compared, Walk
from arm.errors import UsageError, did_you_mean
from arm.events import Notify, ignore, step
from arm.factory import PUBLISH_CONFIG, publish_config
from arm.history.git import Repository
from arm.history.publishes import Publish, publish_branch
from arm.history.scoring import LEVELS
from arm.settings import Settings


@dataclass(frozen=True)
class ConformResult:
    """How the export compares with every publish of a branch.

    `shares` tells for `all` publishes and those in the format of `today` how many reach each level, of how many.
    `missing` are publishes whose source commit isn't in this clone, `without_sources` those whose source commit holds
    no such factory, `unnamed` commits that name none. `ok`: something could be compared, and of what was published
    in today's format nothing differs for a reason that isn't known.
    """

    branch: str
    publishes: tuple[Compared, ...]
    shares: dict[str, dict[str, tuple[int, int]]]
    missing: tuple[Compared, ...]
    without_sources: tuple[Compared, ...]
    unnamed: tuple[str, ...]
    ok: bool


def run(
    settings: Settings,
    *,
    folder: Path | None = None,
    branch: str | None = None,
    factory: str | None = None,
    since: str | None = None,
    limit: int | None = None,
    default_rules: str | None = None,
    notify: Notify = ignore,
) -> ConformResult:
    """Compare the export with the publishes of `branch`, the newest `limit` of them, on or after the day `since`.

    The repository is the one that `folder` lies in (default: the working folder), a bare one or a worktree too.

    The branch is by default the one that publish_config.json names. Default rules are those of the day of each
    publish, or of the generation or date `default_rules`. Nothing is checked out, and nothing in the repository
    changes. UsageError if the folder is in no repository, the clone is shallow, or there is no such branch.
    """
    folder = folder or Path()
    with step(notify, "conform"), Repository(folder) as repository, without_collection():
        config = publish_config(folder / settings.source / PUBLISH_CONFIG)
        found = publish_branch(repository, branch or config.publish_branch)
        wanted = _chosen(found.publishes, factory, since, limit)
        usual = repository.place(settings.source)
        walk = Walk(repository, usual, default_rules, notify)
        compared = walk.compared(wanted)
    return ConformResult(
        branch=found.reference,
        publishes=tuple(compared),
        shares={"all": _shares(compared), "today": _shares([one for one in compared if one.of_today])},
        missing=tuple(walk.missing),
        without_sources=tuple(walk.without_sources),
        unnamed=tuple(commit.id for commit in found.unnamed),
        ok=bool(compared) and all(one.is_explained for one in compared if one.of_today),
    )


def _chosen(publishes: Sequence[Publish], factory: str | None, since: str | None, limit: int | None) -> list[Publish]:
    names = {publish.factory for publish in publishes}
    if factory and names and factory not in names:
        raise UsageError(f"no factory {factory!r} is published there", hint=did_you_mean(factory, names))
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}: at least one publish is compared")
    if since:
        _check_day(since)
    chosen = [
        publish
        for publish in publishes
        if factory in (None, publish.factory) and publish.commit.date >= (since or "")
    ]
    return chosen[:limit]


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since {text}: not a date", hint="write YYYY-MM-DD") from None


def _shares(publishes: Sequence[Compared]) -> dict[str, tuple[int, int]]:
    reached: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for publish in publishes:
        for level, reaches in publish.levels.items():
            reached[level] += reaches is True
            counted[level] += reaches is not None
    return {level: (reached[level], counted[level]) for level in (RAN, *LEVELS)}
