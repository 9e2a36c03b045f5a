"""Publishes compared one by one with the export of the sources they name, each difference with its cause."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from arm.commands.export import applied_definition
from arm.errors import AdfopsError
from arm.events import Event, Notify, State
from arm.factory import load
from arm.history.causes import TODAY, Kind, bytes_cause, causes, order_cause
from arm.history.comparison import Comparison, compare, narrowed
from arm.history.git import Repository
from arm.history.publishes import Publish, extract, published_files
from arm.history.scoring import MISSING, Difference
from arm.history.sources import find_sources
from arm.template.writing import TEMPLATE

__all__ = ["RAN", "TODAY", "Compared", "Deviation", "Kind", "Walk"]

RAN = "ran"
"""The first level: the sources can be exported, and what was published can be read."""
_SECONDS_BETWEEN_EVENTS = 2.0


@dataclass(frozen=True)
class Deviation:
    """One difference and its cause. `pointer` leads into `resource` (`<type>/<name>`), or into `file` without one.

    `found` says how the export differs there: "missing", "extra", "differs" or, of the whole template, "order" or
    "bytes". The values themselves aren't told: a publish may hold what should have been a secret.
    """

    file: str
    resource: str
    pointer: str
    found: str
    kind: Kind
    cause: str


@dataclass(frozen=True)
class Compared:
    """One publish: the commits, what applied, the levels reached (None: nothing to compare), and what differs.

    `error` is why the sources can't be exported, or what was published can't be read; there are no levels then.
    """

    commit: str
    source: str
    published: str
    factory: str
    folder: str
    rules: str = ""
    levels: dict[str, bool | None] = field(default_factory=dict)
    differences: tuple[Deviation, ...] = ()
    error: str = ""

    @property
    def of_today(self) -> bool:
        """Whether it was published in the format the portal writes today."""
        return self.published >= TODAY

    @property
    def is_explained(self) -> bool:
        """Whether the cause of everything that differs is known."""
        return not self.error and all(found.kind is not Kind.UNKNOWN for found in self.differences)


class Walk:
    """Goes through publishes, each compared next to its neighbours: they show what was edited in between."""

    def __init__(self, repository: Repository, usual: str | None, rules: str | None, notify: Notify) -> None:
        self.repository = repository
        self.usual = usual
        self.rules = rules
        self.notify = notify
        self.missing: list[Compared] = []
        self.without_sources: list[Compared] = []
        self._done = 0
        self._told = time.monotonic()

    def compared(self, publishes: Sequence[Publish]) -> list[Compared]:
        """The comparison of every publish whose source is there, newest first."""
        places = {publish: index for index, publish in enumerate(publishes)}
        found = []
        for factory in dict.fromkeys(publish.factory for publish in publishes):
            own = [publish for publish in publishes if publish.factory == factory]
            found += list(self._of_factory(own, len(publishes)))
        return [one for _, one in sorted(found, key=lambda pair: places[pair[0]])]

    def _of_factory(self, publishes: Sequence[Publish], total: int) -> Iterator[tuple[Publish, Compared]]:
        """Each publish, one behind: its older neighbour has to be compared before its differences are explained."""
        newer: tuple[Publish, Comparison] | None = None
        current: tuple[Publish, Comparison] | None = None
        for publish in publishes:
            self._tell(total)
            result = self._comparison(publish)
            if isinstance(result, Compared):
                yield publish, result
            elif result is not None:
                if current is not None:
                    yield current[0], _explained(*current, newer, (publish, result))
                newer, current = current, (publish, result)
        if current is not None:
            yield current[0], _explained(*current, newer, None)

    def _comparison(self, publish: Publish) -> Comparison | Compared | None:
        """The publish compared, or why it can't be; None (and noted) if its source isn't there."""
        if self.repository.commit(publish.source) is None:
            self.missing.append(_of(publish))
            return None
        sources = find_sources(self.repository, publish.source, publish.factory, self.usual)
        if sources is None:
            self.without_sources.append(_of(publish))
            return None
        with tempfile.TemporaryDirectory() as room:
            source, wanted = Path(room) / "source", Path(room) / "published"
            extract(self.repository, sources.files, source)
            extract(self.repository, published_files(self.repository, publish.commit.id, publish.folder), wanted)
            try:
                return self._compare(publish, source, wanted)
            except AdfopsError as error:
                told = str(error).replace(str(source), str(sources.root)).replace(str(wanted), publish.folder)
                return _of(publish, error=told)

    def _compare(self, publish: Publish, source: Path, wanted: Path) -> Comparison:
        day = publish.commit.date
        factory = load(source, publish.factory)
        definition, _ = applied_definition(factory, self.rules or day)
        return narrowed(compare(factory, definition, wanted, day), wanted)

    def _tell(self, total: int) -> None:
        if time.monotonic() - self._told > _SECONDS_BETWEEN_EVENTS:
            self.notify(Event(State.PROGRESSED, "conform", f"{self._done} of {total} publishes compared"))
            self._told = time.monotonic()
        self._done += 1


def _explained(
    publish: Publish,
    comparison: Comparison,
    newer: tuple[Publish, Comparison] | None,
    older: tuple[Publish, Comparison] | None,
) -> Compared:
    neighbours = (("next", newer), ("previous", older))
    others = {
        f"the source of the {which} publish ({neighbour[0].source[:10]})": neighbour[1]
        for which, neighbour in neighbours
        if neighbour is not None
    }
    deviations = [
        Deviation(
            difference.file, difference.resource, difference.pointer, _found(difference), cause.kind, cause.words
        )
        for difference, cause in causes(comparison, others)
    ]
    for found, whole in (("order", order_cause(comparison)), ("bytes", bytes_cause(comparison))):
        if whole is not None:
            deviations.append(Deviation(TEMPLATE, "", "", found, whole.kind, whole.words))
    levels = {RAN: True, **comparison.score.levels}
    return _of(publish, comparison.export.definition.origin, levels, tuple(deviations))


def _of(
    publish: Publish,
    rules: str = "",
    levels: dict[str, bool | None] | None = None,
    differences: tuple[Deviation, ...] = (),
    error: str = "",
) -> Compared:
    commit = publish.commit
    levels = levels or ({RAN: False} if error else {})
    return Compared(
        commit.id, publish.source, commit.date, publish.factory, publish.folder, rules, levels, differences, error
    )


def _found(difference: Difference) -> str:
    if difference.made is MISSING:
        return "missing"
    return "extra" if difference.wanted is MISSING else "differs"
