"""Pipeline runs as text: what was run, what failed and why, and where to look further."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from arm.report.run_view import duration

if TYPE_CHECKING:
    from arm.commands.run_result import Activity, ChildRun, FiredResult, RunResult

# Of activities in loops only those that failed are listed if there are more than so many.
_MOST_IN_LOOPS = 20
_WENT_WELL = ("Succeeded", "Skipped", "Inactive")


def run(result: "RunResult | FiredResult") -> str:
    """The activities with status and duration, unless a terminal has just shown them, then the outcome."""
    from arm.commands.run_result import FiredResult

    runs = result.runs if isinstance(result, FiredResult) else (result,)
    lines = [line for each in runs for line in _lines(each)]
    if isinstance(result, FiredResult):
        word = "all succeeded" if result.ok else "not all succeeded"
        lines.append(f"trigger {result.trigger}: {len(runs)} pipelines, {word}")
    return "\n".join(lines)


def _lines(result: "RunResult") -> Iterator[str]:
    if not (sys.stderr.isatty() and sys.stdout.isatty()):
        from arm.report.results import aligned

        yield from aligned([*_rows(result.activities), *(row for each in result.children for row in _child(each))])
    if result.message:
        yield result.message
    again = f", again after {result.rerun_of}" if result.rerun_of else ""
    took = duration(result.seconds)
    yield f"pipeline {result.pipeline}: {result.status} in {took} (run {result.run_id}{again})"


def _child(child: "ChildRun") -> Iterator[tuple[str, ...]]:
    """A child run under a title of its own."""
    yield (f"pipeline {child.pipeline}", "", child.status, duration(child.seconds), "")
    for row in _rows(child.activities):
        yield (f"  {row[0]}", *row[1:])


def _rows(activities: "Sequence[Activity]") -> Iterator[tuple[str, ...]]:
    in_loops = [each for each in activities if each.turn]
    hidden = len(in_loops) > _MOST_IN_LOOPS
    for each in activities:
        if not (hidden and each.turn and each.status in _WENT_WELL):
            yield _row(each)
    if hidden:
        well = sum(each.status in _WENT_WELL for each in in_loops)
        yield (f"… {well:,} more in loops", "", "", "", "")


def _row(each: "Activity") -> tuple[str, ...]:
    turn = f"[{each.turn}] " if each.turn else ""
    attempt = f" (attempt {each.attempt})" if each.attempt > 1 else ""
    took = "" if each.status in ("Skipped", "Inactive") else duration(each.seconds)
    return (f"{turn}{each.name}{attempt}", each.type, each.status, took, " ".join(each.error.split()))
