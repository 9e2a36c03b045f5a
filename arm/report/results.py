"""Results as text for people, and as JSON for programs: one function for each task's result."""

import json
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arm.report import runs

if TYPE_CHECKING:
    from arm.commands.check import CheckResult
    from arm.commands.evaluate import EvaluateResult
    from arm.commands.export import ExportResult
    from arm.commands.local import LocalResult
    from arm.commands.patch import PatchResult

_SHOWN_VALUE = 60


def to_json(result: Any) -> str:
    """A result as one JSON document, paths with forward slashes."""
    document = asdict(result) if is_dataclass(result) and not isinstance(result, type) else result
    return json.dumps(document, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def export(result: "ExportResult") -> str:
    """What was exported, and to where."""
    counts = f"{result.resources} resources, {result.parameters} parameters"
    return f"exported {result.factory}: {counts} → {result.out.as_posix()}/"


def patch(result: "PatchResult") -> str:
    """Every parameter with its value and origin, secrets shown as such, then the files."""
    rows = [(value.name, shown(value), value.origin) for value in result.values]
    patched = [f"patched {name}" for name in result.patched]
    wrote = f"wrote {result.template_file.as_posix()} and {result.parameters_file.name}"
    return "\n".join([*aligned(rows), *patched, wrote])


def check(result: "CheckResult") -> str:
    """The run, every expectation, then the verdict and where the data lies."""
    lines = [runs.run(result.run)]
    if result.check is not None:
        rows = [
            ("ok" if found.get("passed") else "FAILED", str(found.get("name")), str(found.get("detail", "")))
            for found in result.findings
        ]
        lines += aligned(rows)
        if result.check.error:
            lines.append(result.check.error)
    lines.append(f"check of {result.environment}: {result.status}")
    if result.data:
        lines.append(f"data: {result.data}")
    return "\n".join(lines)


def evaluate(result: "EvaluateResult") -> str:
    """The value, as JSON."""
    return json.dumps(result.value, ensure_ascii=False)


def local(result: "LocalResult") -> str:
    """What Local Azure does, its address, and the monitor's."""
    where = f" at {result.url} (process {result.pid})" if result.running else ""
    line = f"Local Azure: {result.done}{where}; state in {result.state}/"
    if not result.page:
        return line
    hint = "" if "#token=" in result.page else f" (it asks for the token of {result.state}/connection.json)"
    return f"{line}\nMonitor: {result.page}{hint}"


def shown(value: Any) -> str:
    """A parameter's value in an environment as JSON, cut where it is long; a secret is only said to be one."""
    if value.secure:
        return "(secure)"
    text = json.dumps(value.value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_VALUE else text[: _SHOWN_VALUE - 1] + "…"


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows with their columns aligned, indented by two."""
    if not rows:
        return []
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
