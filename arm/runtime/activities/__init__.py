"""The activity types that run here: one file each, found by itself; adding one edits nothing else."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from arm.runtime.call import Handler

_handlers: dict[str, Handler] = {}


def handles(type_name: str) -> Callable[[Handler], Handler]:
    """Register the decorated coroutine as what runs activities of an ADF type: `@handles("SetVariable")`."""

    def register(handler: Handler) -> Handler:
        if _handlers.setdefault(type_name, handler) is not handler:
            raise ValueError(f"two handlers for the activity type {type_name}")
        return handler

    return register


def handler_for(type_name: str) -> Handler | None:
    """What runs activities of this type; None if nothing does."""
    _load_all()
    return _handlers.get(type_name)


def known_types() -> list[str]:
    """The activity types that run here, sorted."""
    _load_all()
    return sorted(_handlers)


@cache
def _load_all() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
