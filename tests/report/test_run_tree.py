"""Pipeline runs as a tree in a terminal, and as lines elsewhere."""

import io

import pytest
from rich.console import Console as RichConsole

from arm.events import Event, State
from arm.report.console import Console
from arm.report.run_tree import RunTree
from arm.report.run_view import RunView, duration

ROOT = "pipeline p"


def event(state, *path, detail="", seconds=None, kind="Copy"):
    """Something that happened to what has this path below the pipeline."""
    return Event(state, f"activity {' / '.join(path)}", detail, seconds, (ROOT, *path), kind)


def a_run():
    """A run with a loop, a child, a failure and a skipped activity; it has ended."""
    yield Event(State.STARTED, ROOT, path=(ROOT,))
    yield event(State.SUCCEEDED, "First", seconds=1.25)
    for turn in range(9):
        state = State.FAILED if turn == 4 else State.SUCCEEDED
        yield event(state, "Each", f"[{turn}]", "Load", seconds=0.5, detail="no such region" if turn == 4 else "")
    yield event(State.FAILED, "Each", seconds=2.0, kind="ForEach", detail="an inner activity failed")
    yield event(State.SUCCEEDED, "Call", seconds=75, kind="ExecutePipeline")
    yield event(State.SUCCEEDED, "Call", "Inner", seconds=3700)
    yield event(State.SKIPPED, "Last")
    yield Event(State.FAILED, ROOT, "Operation on target Each failed", 3800, (ROOT,))


def shown(width, encoding="utf-8", events=None):
    """What a terminal shows of a run that has ended."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    console = RichConsole(file=stream, width=width, height=24)
    view = RunView(console)
    for each in events or a_run():
        view.show(each)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding).splitlines()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_run_that_has_ended_is_a_tree(width):
    """Activities with their durations, child runs nested, of many turns those that failed; no line is too long."""
    lines = shown(width)
    assert [line.rstrip() for line in lines] == [line.rstrip() for line in lines if len(line) < width]
    assert [" ".join(line.split()) for line in lines] == [
        "✗ pipeline p 1 h 03 min",
        "├─ ✓ First Copy 1.2 s",
        "├─ ✗ Each ForEach 2.0 s",
        "│ ├─ ✗ [4]",
        "│ │ └─ ✗ Load Copy 0.5 s",
        "│ │ no such region",
        "│ └─ 8 done, 1 failed",
        "├─ ✓ Call ExecutePipeline 1 min 15 s",
        "│ └─ ✓ Inner Copy 1 h 01 min",
        "└─ – Last Copy",
    ]


def test_a_terminal_without_unicode_gets_ascii():
    """Marks and guides have a plain form."""
    assert "`- - Last  Copy" in shown(80, "ascii")[-1]


def test_what_is_told_cant_move_the_cursor():
    """Names and messages come from outside: line ends and escapes in them are blanks."""
    events = [
        event(State.FAILED, "A\x1b[2J", detail="two\nlines\x1b[1A", seconds=1.0),
        Event(State.FAILED, ROOT, "", 1.0, (ROOT,)),
    ]
    text = "\n".join(shown(80, events=events))
    assert "\x1b" not in text and "two lines" in text


def test_a_tree_that_is_too_high_leaves_out_what_is_done():
    """What goes on and what failed stays, with a line that counts the rest."""
    tree = RunTree()
    tree.update(Event(State.STARTED, ROOT, path=(ROOT,)))
    for number in range(50):
        tree.update(event(State.SUCCEEDED, f"Done {number}", seconds=1.0))
    tree.update(event(State.FAILED, "Failed", seconds=1.0))
    tree.update(event(State.STARTED, "Busy"))
    rows = tree.rows(10)
    assert [row.words or row.node.name for row in rows] == [ROOT, "50 done", "Failed", "Busy"]
    for number in range(50):
        tree.update(event(State.STARTED, "Busy", f"Inner {number}"))
    rows = tree.rows(10)
    assert len(rows) == 10
    assert [row.words or row.node.name for row in rows][:4] == [ROOT, "50 done", "Failed", "Busy"]


def test_lines_of_a_loop_are_those_that_matter(capsys):
    """A log gets no line for each activity of each turn, but every failure and every attempt to come."""
    console = Console()
    for each in [
        *a_run(),
        event(State.WAITING, "Each", "[5]", "Load", detail="to be tried again in 30 s"),
        event(State.WAITING, "Queued"),
    ]:
        console.notify(each)
    assert capsys.readouterr().err.splitlines() == [
        "pipeline p: ...",
        "activity First: ok (1.2 s)",
        "activity Each / [4] / Load: FAILED (0.5 s): no such region",
        "activity Each: FAILED (2.0 s): an inner activity failed",
        "activity Call: ok (75.0 s)",
        "activity Call / Inner: ok (3700.0 s)",
        "activity Last: skipped",
        "pipeline p: FAILED (3800.0 s): Operation on target Each failed",
        "activity Each / [5] / Load: waits: to be tried again in 30 s",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0.0 s"), (59.4, "59.4 s"), (59.6, "1 min 00 s"), (3599.7, "1 h 00 min"), (90000, "25 h 00 min")],
)
def test_a_duration_is_told_as_people_do(seconds, text):
    """Never more than two units."""
    assert duration(seconds) == text
