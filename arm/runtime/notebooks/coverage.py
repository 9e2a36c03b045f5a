"""Coverage of notebooks: what their own processes have counted joins what the test's process counts."""

import warnings
from pathlib import Path
from typing import Any

_FILE = "coverage"


def options(folder: Path) -> dict[str, Any] | None:
    """What coverage.Coverage takes in a notebook's process, to count as this one does; None if this one doesn't."""
    current = _current()
    if current is None:
        return None
    source = current.get_option("run:source") or None
    return {
        "data_file": str(folder / _FILE),
        "branch": bool(current.get_option("run:branch")),
        "source": source and [str(Path(each).resolve()) if Path(each).is_dir() else each for each in source],
        "include": current.get_option("run:include") or None,
        "omit": current.get_option("run:omit") or None,
    }


def collect(folder: Path) -> None:
    """Add what a notebook's process has left behind to this one's; nothing happens if it left nothing."""
    current, file = _current(), folder / _FILE
    if current is None or not file.exists():
        return
    import coverage

    found = coverage.CoverageData(str(file))
    found.read()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that this process has counted nothing itself, so far
        current.get_data().update(found)
    file.unlink()


def _current() -> Any:
    """The coverage.Coverage that counts in this process, if one does."""
    try:
        from coverage import Coverage
    except ModuleNotFoundError:
        return None
    return Coverage.current()
