"""One file as rules see it: its JSON if it is any, its text and places when asked for."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from arm import jsontext, pointers
from arm.errors import SourceError, UsageError
from arm.factory.sources import parse_source
from arm.rules.place import place_of

_FEW = 4
_ABSENT = object()


class Document:
    """A file that may be broken. `body` is its JSON value, None where `error` says why there is none.

    `shown` is how findings name the file; `key` is `<type>/<name>` of the resource in it, or empty.
    """

    def __init__(self, path: Path, shown: str) -> None:
        self.path = path
        self.shown = shown
        self.key = ""
        self.data = b""
        self.body: Any = None
        self.error: UsageError | None = None

    @classmethod
    def read(cls, path: Path, shown: str) -> "Document":
        """The document in a JSON file."""
        document = cls.opened(path, shown)
        try:
            if document.error is None:
                document.body = parse_source(document.data, path)
        except UsageError as error:
            document.error = error
        return document

    @classmethod
    def opened(cls, path: Path, shown: str) -> "Document":
        """The document in a file of any kind, its text not looked into."""
        document = cls(path, shown)
        try:
            document.data = path.read_bytes()
        except OSError as error:
            document.error = UsageError(f"{path}: {error.strerror or error}")
        return document

    @cached_property
    def text(self) -> str:
        """The file's text, empty if it isn't any."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return ""

    def places(self, paths: Iterable[tuple[str | int, ...]]) -> dict[tuple[str | int, ...], tuple[int, int]]:
        """Line and column of the value at each path; where there is none, of the nearest value around it."""
        wanted = {path: self.nearest(path) for path in paths}
        if self.body is None:
            return dict.fromkeys(wanted, (0, 0))
        if len(wanted) <= _FEW:
            return {path: place_of(self.text, nearest) for path, nearest in wanted.items()}
        known = jsontext.locate_all(self.text)
        return {path: known.get(pointers.join(nearest), (0, 0)) for path, nearest in wanted.items()}

    def nearest(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """The longest start of `path` that leads to a value."""
        value = self.body
        for depth, part in enumerate(path):
            inside: Any = value.get(part, _ABSENT) if isinstance(value, dict) else _ABSENT
            if isinstance(value, list) and isinstance(part, int) and part < len(value):
                inside = value[part]
            if inside is _ABSENT:
                return path[:depth]
            value = inside
        return path

    @property
    def broken_at(self) -> tuple[int, int]:
        """Line and column where the file stops being JSON; zeros where unknown."""
        error = self.error
        return (error.line, error.column) if isinstance(error, SourceError) else (0, 0)
