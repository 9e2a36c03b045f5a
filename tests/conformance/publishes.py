"""The real publishes of the reference data: each exported, scored, and its differences told by cause."""

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from arm.commands.export import applied_definition
from arm.factory import load
from arm.history.causes import Cause, causes, order_cause
from arm.history.comparison import Comparison, compare, narrowed
from arm.history.scoring import Difference, Score

THIRD_ERA = "2023-10"


@dataclass(frozen=True)
class Publish:
    """One publish: where its source and what was published of it lie, and what the index says of it."""

    folder: Path
    id: str
    factory: str
    published: str
    custom_definition: bool
    standard_order: bool
    consistent: bool

    @property
    def wanted(self) -> Path:
        """The folder of what was published."""
        return self.folder / "expected"

    @cache  # noqa: B019  # publishes live as long as the session
    def comparison(self, *, dated: bool = False) -> Comparison:
        """The export, by today's default rules or those of its day, compared with what was published."""
        factory = load(self.folder / "source", self.factory)
        definition, _ = applied_definition(factory, self.published if dated else None)
        return compare(factory, definition, self.wanted, self.published)

    @cache  # noqa: B019
    def narrowed(self, *, dated: bool = False) -> Comparison:
        """The comparison after a second look at the order and the generation of default rules."""
        return narrowed(self.comparison(dated=dated), self.wanted)

    def score(self, *, dated: bool = False, reordered: bool = False) -> Score:
        """How the export compares with the publish; `reordered`: once its resources stand in the published order."""
        again = self.narrowed(dated=dated).reordered if reordered else None
        return again or self.comparison(dated=dated).score

    def reaches(self, level: str, **how: bool) -> bool:
        """Whether a level is reached; a publish that has nothing to compare there reaches it."""
        return self.score(**how).levels[level] is not False


def publishes(reference_data: Path) -> list[Publish]:
    """All publishes of the reference data."""
    golden = reference_data / "golden"
    keys = [field.name for field in dataclasses.fields(Publish) if field.name != "folder"]
    rows = json.loads((golden / "index.json").read_text(encoding="utf-8"))
    return [Publish(golden / "pairs" / row["id"], **{key: row[key] for key in keys}) for row in rows]


def explained(publish: Publish, everything: list[Publish]) -> Iterator[tuple[Difference, Cause]]:
    """Each difference (default rules of its day) with its cause."""
    siblings = [other for other in everything if other.factory == publish.factory and other.id != publish.id]
    others = {f"the source of {other.id}": other.comparison(dated=True) for other in siblings}
    return causes(publish.narrowed(dated=True), others)


def order_explained(publish: Publish) -> Cause | None:
    """Why only the order in the template differs, if that is so."""
    return order_cause(publish.narrowed(dated=True))
