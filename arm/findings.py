"""Findings: what a validation rule found, as frozen values."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: error (it will be refused or fail), warning (it may), info (style)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest; compare with `<=` to ask "at least as grave as"."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    `file` is relative to the working folder where possible, with forward slashes; `line` and `column` count
    from 1 and are 0 where unknown; `path` is a JSON Pointer (RFC 6901) into the file; `resource` is
    `<type>/<name>` of the resource it belongs to, or empty.
    """

    rule: str
    severity: Severity
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    resource: str = ""

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Findings read best in the order of the files they stand in."""
        return (self.file, self.line, self.column, self.rule, self.message)
