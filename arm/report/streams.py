"""What is said on stdout and stderr, as long as somebody reads it."""

import errno
import os
from typing import TextIO


def say(text: str, stream: TextIO) -> None:
    """Print a text at once; once the reader has gone, as in `| head`, the stream leads nowhere and work goes on."""
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        if not _reader_has_gone(error):
            raise
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # what is still in the buffer goes there at the end, without a complaint
        os.close(nowhere)


def _reader_has_gone(error: OSError) -> bool:
    """Whether a write failed because the pipe is closed: Windows calls that an invalid argument."""
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)
