"""Blocks of blobs that are uploaded in pieces: kept aside until their list is committed."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

from arm.local.storage.errors import StorageError


class Blocks:
    """Uncommitted blocks, in a folder for each blob."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, blob: Path, block: str, stream: BinaryIO) -> None:
        """Keep a block of a blob."""
        folder = self._folder(blob)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _digest(block)).open("wb") as target:
            shutil.copyfileobj(stream, target, 1024 * 1024)

    @contextmanager
    def joined(self, blob: Path, blocks: Sequence[str]) -> Iterator[BinaryIO]:
        """The blocks of a list as one stream; they are gone afterwards. StorageError if one isn't there."""
        files = [self._folder(blob) / _digest(block) for block in blocks]
        if not all(file.is_file() for file in files):
            raise StorageError(400, "InvalidBlockList", "The specified block list is invalid.")
        yield cast(BinaryIO, _Chain(files))
        shutil.rmtree(self._folder(blob), ignore_errors=True)

    def _folder(self, blob: Path) -> Path:
        return self.root / _digest(str(blob))


class _Chain:
    """Files read one after the other."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._pieces = _pieces(files)

    def read(self, size: int = -1) -> bytes:
        """The next piece, empty at the end."""
        return next(self._pieces, b"")


def _pieces(files: Sequence[Path]) -> Iterator[bytes]:
    for file in files:
        with file.open("rb") as stream:
            while piece := stream.read(1024 * 1024):
                yield piece


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
