"""How a notebook ended."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class NotebookResult:
    """How a notebook ended: `status` SUCCESS or FAILED; `exit_value` what it gave to dbutils.notebook.exit.

    `error` (FAILED only) has `message` — notebook, cell, line and the traceback's last line — and, where known,
    `cell`, `line`, `source` and `traceback`; of a notebook that was ended also `reason`: timeout, memory, output,
    cancelled or ended (its process is gone). `log` holds what it printed. `task_values` are those it has set.
    """

    status: str
    exit_value: str | None
    error: dict[str, Any] | None
    log: Path
    task_values: dict[str, Any] = field(default_factory=dict)

    def changed(self, text: Callable[[str], str]) -> "NotebookResult":
        """The same with its texts changed, as to take secrets out of them."""
        error = {key: text(value) if isinstance(value, str) else value for key, value in (self.error or {}).items()}
        exit_value = None if self.exit_value is None else text(self.exit_value)
        return replace(self, exit_value=exit_value, error=error or None)
