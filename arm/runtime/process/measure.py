"""Coverage of notebooks: their lines are counted in the process that runs them."""

import contextlib
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def measured(options: dict[str, Any] | None) -> Iterator[None]:
    """Count the lines that run inside, if asked to: `options` are what coverage.Coverage takes."""
    if options is None:
        yield
        return
    import coverage

    counting = coverage.Coverage(config_file=False, messages=False, **options)
    counting.start()
    try:
        yield
    finally:
        counting.stop()
        counting.save()
