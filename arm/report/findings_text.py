"""Findings as text: place, severity, message and rule on a line, below it the line of the source."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from arm.errors import UsageError
from arm.findings import Finding, Severity
from arm.jsontext import read_text

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_WIDTH = 100
_TAB = "  "


def as_text(findings: Sequence[Finding], *, colour: bool = False) -> str:
    """The findings one after the other with an excerpt of each source, and at the end how many there are.

    A line in which a secret was found is shown only up to it.
    """
    hidden = {(finding.file, finding.line) for finding in findings if "secret" in finding.rule}
    sources = lru_cache(maxsize=8)(_lines)
    blocks = [_block(finding, sources, (finding.file, finding.line) in hidden) for finding in findings]
    lines = [line for block in blocks for line in block] + [(_summary(findings), "bold")]
    return _coloured(lines) if colour else "\n".join(text for text, _ in lines)


def _block(finding: Finding, sources: Any, hide: bool) -> list[tuple[str, str]]:
    """Lines of text, each with its style."""
    numbers = [str(number) for number in (finding.line, finding.column) if number]
    place = ":".join([finding.file or "(no file)", *numbers])
    head = f"{place}: {finding.severity}: {finding.message} [{finding.rule}]"
    return [(head, _COLOURS[finding.severity]), *((line, "dim") for line in _excerpt(finding, sources, hide))]


def _excerpt(finding: Finding, sources: Any, hide: bool) -> list[str]:
    lines = sources(finding.file) if finding.file and finding.line else []
    if not 0 < finding.line <= len(lines):
        return []
    line = lines[finding.line - 1]
    column = min(finding.column or 1, len(line) + 1)
    before, after = line[: column - 1], line[column - 1 :]
    margin = len(before) - len(before.lstrip())
    before = before[margin:].replace("\t", _TAB)
    after = "…" if hide else after.replace("\t", _TAB)
    if len(before) > _WIDTH // 2:
        before = "…" + before[-_WIDTH // 2 :]
    shown = before + after
    shown = shown if len(shown) <= _WIDTH else shown[:_WIDTH] + "…"
    number = str(finding.line)
    return [f"  {number} | {shown}", f"  {' ' * len(number)} | {' ' * len(before)}^"]


def _lines(file: str) -> list[str]:
    try:
        return read_text(Path(file)).splitlines()
    except UsageError:
        return []


def _summary(findings: Sequence[Finding]) -> str:
    if not findings:
        return "no findings"
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    told = [_counted(number, severity) for severity, number in counts.items() if number]
    return f"{', '.join(told)} in {_counted(len({finding.file for finding in findings}), 'file')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 or noun == "info" else f"{number} {noun}s"


def _coloured(lines: list[tuple[str, str]]) -> str:
    from rich.console import Console
    from rich.text import Text

    console = Console(force_terminal=True, legacy_windows=False, highlight=False)
    with console.capture() as captured:
        for text, style in lines:
            console.print(Text(text, style=style), soft_wrap=True)
    return captured.get().rstrip("\n")
