"""What a rule is: an identity, its documentation, what it looks at, and the code that yields problems.

A rule is a module anywhere below arm/rules whose function `check` is decorated with `rule`; importing the module
enters it into the registry, and `all_rules` imports them all. Adding a rule edits nothing else.
"""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from arm.findings import Severity

if TYPE_CHECKING:
    from arm.rules.context import Context
    from arm.rules.document import Document

Subject = TypeVar("Subject")
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found: a message and the place, `path` being the keys and indexes from the document's root.

    A path that isn't there stands for the nearest object that is. `severity` is the rule's unless told; `place`
    (line, column) is for text that has no JSON path.
    """

    message: str
    document: "Document"
    path: Path = ()
    severity: Severity | None = None
    place: tuple[int, int] | None = None


Check = Callable[["Context", Any], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A validation rule. `id` is its module's name with dashes, `group` the folder it stands in."""

    id: str
    group: str
    severity: Severity
    description: str
    link: str
    evidence: str
    subjects: Callable[["Context"], Iterable[Any]]
    check: Check


_RULES: dict[str, Rule] = {}


def rule(
    severity: Severity,
    description: str,
    *,
    over: Callable[["Context"], Iterable[Subject]],
    link: str = "",
    evidence: str = "",
) -> Callable[[Callable[["Context", Subject], Iterator[Problem]]], Callable[["Context", Subject], Iterator[Problem]]]:
    """Enter the decorated check into the registry; it is called once for each of the subjects `over` gives.

    `description` says what must be so, `link` where that comes from, `evidence` what is known of factories that
    publish in spite of the rule.
    """

    def enter(
        check: Callable[["Context", Subject], Iterator[Problem]],
    ) -> Callable[["Context", Subject], Iterator[Problem]]:
        *_, group, module = check.__module__.split(".")
        id = module.replace("_", "-")
        _RULES[id] = Rule(id, group, severity, description, link, evidence, over, check)
        return check

    return enter


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule there is, by group and id."""
    import arm.rules

    for module in pkgutil.walk_packages(arm.rules.__path__, "arm.rules."):
        import_module(module.name)
    return tuple(sorted(_RULES.values(), key=lambda rule: (rule.group, rule.id)))
