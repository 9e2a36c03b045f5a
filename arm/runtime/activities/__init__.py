"""The activity types that run here: one file each, found by itself; adding one edits nothing else."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from arm.runtime.call import Handler

# Whether an activity may be answered instead of run: never, for control flow; else it may, and must where a run
# is to reach nothing outside the pipeline.
Answered = Literal["never", "may", "must"]


@dataclass(frozen=True)
class ActivityType:
    """What runs activities of a type, and whether an answer can stand for them."""

    run: Handler
    answered: Answered


_types: dict[str, ActivityType] = {}


def handles(type_name: str, *, answered: Answered = "must") -> Callable[[Handler], Handler]:
    """Register the decorated coroutine as what runs activities of an ADF type: `@handles("SetVariable")`."""

    def register(handler: Handler) -> Handler:
        if _types.setdefault(type_name, ActivityType(handler, answered)).run is not handler:
            raise ValueError(f"two handlers for the activity type {type_name}")
        return handler

    return register


def find(type_name: str) -> ActivityType | None:
    """What runs activities of this type; None if nothing does."""
    _load_all()
    return _types.get(type_name)


def known_types() -> list[str]:
    """The activity types that run here, sorted."""
    _load_all()
    return sorted(_types)


@cache
def _load_all() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
