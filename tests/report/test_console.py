"""Progress as plain lines."""

import pytest

from arm.events import Event, State, step
from arm.report.console import Console, line


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Event(State.STARTED, "export"), "export: ..."),
        (Event(State.SUCCEEDED, "export", "adf", 1.26), "export: ok (1.3 s)"),
        (Event(State.FAILED, "activity A", "boom\nhere", 2.0), "activity A: FAILED (2.0 s): boom here"),
        (Event(State.PROGRESSED, "pipelines/p", "Succeeded"), "pipelines/p: Succeeded"),
        (Event(State.WARNED, "trigger t stays stopped", "why"), "trigger t stays stopped: warning: why"),
    ],
)
def test_an_event_is_one_line(event, said):
    """An agent's log shows each event as one plain line."""
    assert line(event) == said


def test_progress_goes_to_stderr(capsys):
    """stdout is for the result alone."""
    with Console() as console, step(console.notify, "export"):
        pass
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == "export: ..."


def test_a_step_that_fails_says_so():
    """The event of a failure comes before the exception goes on."""
    seen = []
    with pytest.raises(KeyError), step(seen.append, "export"):
        raise KeyError
    assert [event.state for event in seen] == [State.STARTED, State.FAILED]
