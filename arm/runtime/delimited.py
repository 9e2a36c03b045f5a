"""Delimited text: counting its rows while it streams by, quoted line ends not taken for rows."""

import re

from arm.runtime.model import Json


class RecordCounter:
    """Counts the records of delimited text fed in chunks; memory doesn't grow with the file."""

    def __init__(self, settings: Json) -> None:
        self._quote = str(settings.get("quoteChar", '"')).encode()
        escape = str(settings.get("escapeChar", "\\"))
        self._escape = escape.encode() if escape and escape != settings.get("quoteChar", '"') else b""
        self._escaped = re.compile(re.escape(self._escape) + rb".", re.DOTALL) if self._escape else None
        self._header = bool(settings.get("firstRowAsHeader"))
        self._held = b""
        self._in_quotes = False
        self._line_ends = 0
        self._open_line = False

    def feed(self, chunk: bytes) -> None:
        """Count the line ends of the next piece of the file."""
        text = self._unescaped(chunk)
        if not text:
            return
        pieces = text.split(self._quote) if self._quote else [text]
        for index, piece in enumerate(pieces):
            if index:
                self._in_quotes = not self._in_quotes
            if not self._in_quotes:
                self._line_ends += piece.count(b"\n")
        self._open_line = not text.endswith(b"\n") or self._in_quotes

    def _unescaped(self, chunk: bytes) -> bytes:
        """The chunk without escaped characters; an escape at its very end waits for the next chunk."""
        if self._escaped is None or (not self._held and self._escape not in chunk):
            return chunk
        text = self._escaped.sub(b"x", self._held + chunk)
        self._held = self._escape if text.endswith(self._escape) else b""
        return text.removesuffix(self._escape)

    @property
    def rows(self) -> int:
        """The records so far, the header row not counted where the dataset has one."""
        records = self._line_ends + (1 if self._open_line else 0)
        return max(0, records - 1) if self._header else records
