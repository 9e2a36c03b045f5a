"""Writing without loss: a file or folder is written aside and swapped in whole, or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from arm.errors import UsageError


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write `text` as UTF-8 with the line ends it has, aside and then swapped in; parents are made.

    `private` gives the file mode 0600 (only its owner reads it). UsageError if it can't be written.
    """
    write_bytes(path, text.encode("utf-8"), private=private)


def write_bytes(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` aside and swap it in, as `write_text` does."""
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes its file with mode 0600, so a private file is never readable by others, not even at first.
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            if not private:
                aside.chmod(0o666 & ~_umask())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror or error}") from None
