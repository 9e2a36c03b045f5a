"""A lock that lives as long as its process, so that a killed one leaves none behind."""

import sys
from pathlib import Path
from typing import BinaryIO


class ProcessLock:
    """An exclusive lock on a file; the operating system releases it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream: BinaryIO | None = None

    def acquire(self) -> bool:
        """Take the lock; False if another process has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        stream = self.path.open("a+b")
        try:
            _lock(stream)
        except OSError:
            stream.close()
            return False
        self._stream = stream
        return True

    def release(self) -> None:
        """Give the lock back, if we have it."""
        if self._stream:
            self._stream.close()
            self._stream = None

    def is_held(self) -> bool:
        """Whether some process (this one included) has the lock."""
        if self._stream:
            return True
        if not self.path.exists():
            return False
        free = self.acquire()
        self.release()
        return not free


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: BinaryIO) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
