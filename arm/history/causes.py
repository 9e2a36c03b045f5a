"""Why an export and a publish differ: the portal of that day, a choice of ours, an edit in between, or unknown."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from arm import pointers
from arm.history.comparison import Comparison
from arm.history.scoring import MISSING, Difference, differing, keyed
from arm.template.connection_strings import has_password
from arm.template.writing import PARAMETERS

TODAY = "2024-10"
"""Since when the portal writes today's format."""
_THIRD_ERA = "2023-10"


class Kind(StrEnum):
    """What kind of cause a difference has."""

    PORTAL = "portal"
    """The portal of that day wrote it differently."""
    RULES = "rules"
    """The portal applied another generation of its default rules than the day suggests."""
    CHOICE = "choice"
    """The exporter doesn't do as the portal does, on purpose."""
    EDITED = "edited"
    """What was published is another state of the sources than the commit it names."""
    ORDER = "order"
    """The order in which the publishing session had its resources, which isn't in the sources."""
    FOLLOWS = "follows"
    """The consequence of another difference."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something differs, in words."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class _Change:
    """What the portal wrote differently before a date, and where: a pattern for `<type>/<name>/<path>`."""

    until: str
    place: re.Pattern[str]
    words: str


def _change(until: str, place: str, words: str) -> _Change:
    return _Change(until, re.compile(place), words)


_CHANGES = (
    _change(_THIRD_ERA, r"/policy/cancelAfter$", "until 2023-09 a pipeline's policy had cancelAfter"),
    _change(_THIRD_ERA, r"^pipelines/.*/properties/policy$", "until 2021-09 a pipeline had no policy of its own"),
    _change(
        "2024-05",
        r"/policy$|/policy/secure(Input|Output)$",
        "until 2024-04 ExecutePipeline, until 2023 SetVariable had no policy",
    ),
    _change(
        _THIRD_ERA,
        r"/(folderPath|fileName|wildcardFileName)$",
        "until 2023-09 bare expressions in file paths were wrapped",
    ),
    _change(
        _THIRD_ERA,
        r"/(clusterOption|newClusterInitScripts|authenticationType|authentication)$",
        "a form that wrote less then",
    ),
    _change(
        _THIRD_ERA,
        r"typeProperties/(sinks|queries)$|datasetParameters/",
        "until 2023 power queries kept their sinks by query",
    ),
    _change(_THIRD_ERA, r"^adfcdcs/.*/dependsOn$", "until 2023 change data captures depended on nothing"),
)

_CIRCULAR = Cause(
    Kind.CHOICE, "the portal's parameter defaults to itself: that can't be deployed, so it isn't written"
)
_PASSWORD = Cause(Kind.CHOICE, "the portal's default spells a password out: it isn't written into templates")
_RESPACED = Cause(Kind.PORTAL, "a data-flow script that the portal re-spaced: no rule found")
_DEPLOYMENTS = Cause(Kind.PORTAL, f"until {TODAY} deployments had apiVersion 2018-02-01")
_FOLLOWS = Cause(Kind.FOLLOWS, "follows from the template")
_TAIL = Cause(Kind.ORDER, "equal once resources stand as the publish has them, those edited in its session last")
_OLD_ORDER = Cause(Kind.PORTAL, "the portal had keys or dependencies in another order then")
_LINE_ENDS = Cause(Kind.EDITED, "the publish stands in Git with the line ends of Windows, which Studio doesn't write")
UNKNOWN = Cause(Kind.UNKNOWN, "not explained")


def causes(comparison: Comparison, others: Mapping[str, Comparison]) -> Iterator[tuple[Difference, Cause]]:
    """Every difference of a comparison with its cause; UNKNOWN where none can be shown.

    `others` are comparisons of the same factory at other commits, by the words that name their source: what was
    published and stands in one of them was edited in between.
    """
    sources = {name: _Source(other) for name, other in others.items()}
    for difference in comparison.score.template:
        yield difference, _cause(difference, comparison, sources)
    for difference in comparison.score.others:
        yield difference, _cause_elsewhere(difference, comparison)


def order_cause(comparison: Comparison) -> Cause | None:
    """Why only the order inside the template differs, None if that isn't so."""
    levels = comparison.score.levels
    if not levels["resources"] or levels["document"] or not levels["parameters"]:
        return None
    if comparison.reordered and comparison.reordered.levels["document"]:
        return _TAIL
    return _OLD_ORDER if comparison.published < TODAY else UNKNOWN


def bytes_cause(comparison: Comparison) -> Cause | None:
    """Why the same document has other bytes, None if that isn't so."""
    levels = comparison.score.levels
    if not levels["document"] or levels["bytes"]:
        return None
    return _LINE_ENDS if comparison.score.only_line_ends else UNKNOWN


class _Source:
    """What the source of another commit would be published as."""

    def __init__(self, other: Comparison) -> None:
        self.document = {"parameters": other.export.template["parameters"]}
        self.resources = keyed(other.export.template)

    def has(self, difference: Difference) -> bool:
        """Whether it has, at the place of the difference, what was published there."""
        document = self.resources.get(difference.resource, MISSING) if difference.resource else self.document
        try:
            return not any(differing(pointers.resolve(document, difference.pointer), difference.wanted))
        except LookupError:
            return difference.wanted is MISSING and self._is_object(document, difference.path[:-1])

    @staticmethod
    def _is_object(document: Any, path: tuple[str, ...]) -> bool:
        """Whether there is an object at a path: only then does it say something that it lacks a key."""
        try:
            return isinstance(pointers.resolve(document, pointers.join(path)), dict)
        except LookupError:
            return False


def _cause(difference: Difference, comparison: Comparison, sources: Mapping[str, _Source]) -> Cause:
    place = "/".join((difference.resource, *difference.path))
    for change in _CHANGES:
        if comparison.published < change.until and change.place.search(place):
            return Cause(Kind.PORTAL, change.words)
    if "script" in place and _squeezed(difference.made) == _squeezed(difference.wanted):
        return _RESPACED
    choice = _choice(difference)
    if choice is not None:
        return choice
    if comparison.fitted and _place(difference) not in {_place(found) for found in comparison.fitted.template}:
        return Cause(Kind.RULES, f"equal under the default rules of {comparison.fitting}")
    for name, source in sources.items():
        if source.has(difference):
            return Cause(Kind.EDITED, f"edited in between: {name} has what was published")
    return UNKNOWN


def _place(difference: Difference) -> tuple[str, str, tuple[str, ...]]:
    return difference.file, difference.resource, difference.path


def _choice(difference: Difference) -> Cause | None:
    """Which default of the portal's isn't written on purpose, None if that isn't what differs."""
    is_default = not difference.resource and difference.path[2:] == ("defaultValue",)
    if not is_default or difference.made is not MISSING or not isinstance(difference.wanted, str):
        return None
    if difference.wanted == f"[parameters('{difference.path[1]}')]":
        return _CIRCULAR
    return _PASSWORD if has_password(difference.wanted) else None


def _squeezed(value: Any) -> str:
    """A script without its white space."""
    return re.sub(r"\s", "", "".join(value) if isinstance(value, list) else str(value))


def _cause_elsewhere(difference: Difference, comparison: Comparison) -> Cause:
    """Why a file other than the template differs."""
    levels = comparison.score.levels
    in_template = not (levels["parameters"] and levels["resources"])
    if difference.file.startswith("linkedTemplates/"):
        if comparison.published < TODAY and difference.path[-1:] == ("apiVersion",):
            return _DEPLOYMENTS
        return _FOLLOWS if in_template else order_cause(comparison) or UNKNOWN
    if difference.file == PARAMETERS and difference.path:
        named = {found.path[1] for found in comparison.score.template if not found.resource and len(found.path) > 1}
        return _FOLLOWS if difference.path[1:2] and difference.path[1] in named else UNKNOWN
    return UNKNOWN
