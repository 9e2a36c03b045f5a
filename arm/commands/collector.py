"""Python's garbage collector, held while a task makes many values and keeps them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold the garbage collector: sources and templates have no cycles, and looking for some takes half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # What was made moves to the oldest generation at once: else the next small collection looks at all of it.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
