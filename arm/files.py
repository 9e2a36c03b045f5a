"""Writing without loss: a file or folder is written aside and swapped in whole, or not at all."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
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


def write_folder(
    folder: Path, contents: Iterable[tuple[str, Iterable[bytes]]], stale: Callable[[str], bool]
) -> list[Path]:
    """Write files into `folder`, all or none, and return them in their order.

    `contents` gives each file's path inside the folder (with forward slashes) and its bytes in pieces. Files that
    stand there and for which `stale` is true go; all others stay. Everything is written aside, on the same file
    system, and swapped in file by file; if that fails midway, what was there before is put back.
    UsageError if it can't be written.
    """
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".adfops-", suffix=".part", dir=folder))
        try:
            names = _write_aside(aside / "new", contents)
            gone = [name for name in _beside(folder, names) if name not in names and stale(name)]
            _swap(folder, aside, names, gone)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return [folder / name for name in names]


def _write_aside(aside: Path, contents: Iterable[tuple[str, Iterable[bytes]]]) -> list[str]:
    names = []
    for name, data in contents:
        path = aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.writelines(data)
        names.append(name)
    return names


def _beside(folder: Path, names: list[str]) -> list[str]:
    """The files that stand where the new ones go."""
    places = {(folder / name).parent for name in names}
    files = (path for place in places if place.is_dir() for path in place.iterdir() if path.is_file())
    return [path.relative_to(folder).as_posix() for path in files]


def _swap(folder: Path, aside: Path, names: list[str], gone: list[str]) -> None:
    """Move the old files out of the way and the new ones in; undo it all if one of them can't be moved."""
    moved: list[tuple[Path, Path]] = []
    try:
        for name in [*names, *gone]:
            if (folder / name).exists():
                _move(folder / name, aside / "old" / name, moved)
        for name in names:
            _move(aside / "new" / name, folder / name, moved)
    except BaseException:
        for source, target in reversed(moved):
            target.replace(source)
        raise


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    moved.append((source, target))


@cache
def _umask() -> int:
    """The process's umask; asking for it means setting it, so it is asked for once."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror or error}") from None
