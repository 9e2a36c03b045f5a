"""A report in one of several formats, printed or written to a file."""

from collections.abc import Iterable
from pathlib import Path

from arm import files
from arm.errors import UsageError, did_you_mean


def require_format(format: str, formats: Iterable[str]) -> None:
    """UsageError unless `format` is one of `formats`."""
    known = list(formats)
    if format not in known:
        raise UsageError(f'--format: there is no "{format}"', hint=did_you_mean(format, known))


def deliver(text: str, output: Path | None) -> str:
    """What to print on stdout: the text, or where it was written. UsageError if it can't be written."""
    if output is None:
        return text
    # A lone surrogate of a JSON text has no place in UTF-8.
    whole = text.encode("utf-8", "backslashreplace").decode("utf-8")
    files.write_text(output, whole.rstrip("\n") + "\n")
    return f"wrote {output.as_posix()}"
