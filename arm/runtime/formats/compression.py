"""Compressed files: https://learn.microsoft.com/azure/data-factory/supported-file-formats-and-compression-codecs."""

import bz2
import gzip
from pathlib import Path
from typing import IO, Any, cast

from arm.runtime.failures import CannotRun


def opened(path: Path, codec: str) -> IO[bytes]:
    """A file opened for reading, taken out of its compression. CannotRun for one that isn't there."""
    match codec.lower():
        case "none":
            return path.open("rb")
        case "gzip":
            return cast("IO[bytes]", gzip.open(path, "rb"))
        case "bzip2":
            return cast("IO[bytes]", bz2.open(path, "rb"))
    raise CannotRun(f"files compressed with {codec} can't be read here")


def compressing(stream: IO[bytes], codec: str) -> Any:
    """A stream that compresses what is written to it into `stream`; closing it leaves `stream` open."""
    match codec.lower():
        case "gzip":
            return gzip.GzipFile(fileobj=stream, mode="wb", mtime=0)
        case "bzip2":
            return bz2.BZ2File(stream, "wb")
    raise CannotRun(f"files can't be compressed with {codec} here")
