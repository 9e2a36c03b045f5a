"""What a plan is asked for: how much of it, and what it may delete."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from arm.errors import UsageError, did_you_mean
from arm.factory.kinds import ENDPOINTS, KINDS

Part = Literal["notebooks", "factory"]
PARTS: tuple[Part, ...] = ("notebooks", "factory")
DELETE_LIMIT = 10


@dataclass(frozen=True)
class Options:
    """What a plan is asked for.

    `only` are patterns of resources (`<type>/<name>` or a name) and of notebooks (paths below the folder); () for
    all. `delete` allows deletions, at most `delete_limit` of them, and of the last ones of a type only if
    `delete_types` names it. `force` redeploys what is unchanged, `verify` compares all with the target.
    """

    parts: tuple[Part, ...] = PARTS
    only: tuple[str, ...] = ()
    delete: bool = False
    delete_limit: int = DELETE_LIMIT
    delete_types: tuple[str, ...] = ()
    force: bool = False
    verify: bool = False

    def selects(self, key: str) -> bool:
        """Whether `only` leaves a resource or a notebook in."""
        return not self.only or any(matches(pattern, key) for pattern in self.only)


def matches(pattern: str, key: str) -> bool:
    """Whether a pattern such as `pipelines/*` or `daily-*` means a resource or a notebook; case doesn't count."""
    key, pattern = key.casefold(), pattern.casefold()
    return fnmatchcase(key, pattern) or fnmatchcase(key.rpartition("/")[2], pattern)


def types_from(names: Iterable[str]) -> tuple[str, ...]:
    """The types that `--delete-type` names. UsageError for what is no type of resource."""
    known = ("notebooks", *(kind.type for kind in KINDS), ENDPOINTS)
    for name in names:
        if name not in known:
            raise UsageError(f'--delete-type: there is no type "{name}"', hint=did_you_mean(name, known))
    return tuple(names)


def parts_from(part: str | None) -> tuple[Part, ...]:
    """The parts that `--part` names, all if it isn't given. UsageError if there is no such part."""
    if part is None:
        return PARTS
    for known in PARTS:
        if part == known:
            return (known,)
    raise UsageError(f'--part {part}: there is no part "{part}"', hint=did_you_mean(part, PARTS))
