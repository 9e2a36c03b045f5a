"""What the magics of a cell do here; adding one is one function and one entry."""

from collections.abc import Callable

from arm.runtime.process.cells import Cell


class MagicNotThere(Exception):
    """A cell whose language or command a local run doesn't have."""


def _nothing(_: Cell) -> str:
    """Text for the reader: nothing to run."""
    return ""


def _python(cell: Cell) -> str:
    return cell.text


# Magic → the Python source to run in its place.
_MAGICS: dict[str, Callable[[Cell], str]] = {"": _python, "python": _python, "md": _nothing}


def python_of(cell: Cell) -> str:
    """The Python source that stands for a cell; empty where there is nothing to run. MagicNotThere naming it."""
    if cell.magic not in _MAGICS:
        raise MagicNotThere(f"a local run has no %{cell.magic} cells (it has Python and %md)")
    return _MAGICS[cell.magic](cell)
