"""What is said on stdout and stderr, as long as it can be read."""

import errno
import os
import sys
from typing import TextIO

from arm.errors import UsageError


def say(text: str, stream: TextIO) -> None:
    """Print a text at once.

    Once the reader has gone, as in `| head`, the stream leads nowhere and work goes on; so it does where progress
    can't be shown, on a full disk, say. UsageError where a result can't be written.
    """
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # what is still in the buffer goes there at the end, without a complaint
        os.close(nowhere)
        if stream is sys.stdout and not _reader_has_gone(error):
            raise UsageError(f"the result can't be written to stdout: {error.strerror}") from None


def _reader_has_gone(error: OSError) -> bool:
    """Whether a write failed because the pipe is closed: Windows calls that an invalid argument."""
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)
