"""What a notebook may take, and what is left of one that took more: the reason, and nothing that runs on."""

import os
import sys
import time

import pytest

from arm.runtime import Limits
from tests.runtime.notebook_sources import cells


def test_a_notebook_that_eats_memory_is_ended(azure):
    """The message says how much it may have, and the line that it had come to."""
    azure.settings["limits"] = Limits(memory=300e6)
    result = azure.notebook(cells("x = []", "while True:\n    x.append(bytearray(b'1' * 10_000_000))"))
    assert result.error["message"].endswith("it used more than 300 MB of memory")
    assert (result.error["reason"], result.error["cell"], result.error["line"] in (4, 5)) == ("memory", 2, True)


def test_the_memory_of_its_children_counts(azure):
    """A notebook can't get around it by starting processes."""
    azure.settings["limits"] = Limits(memory=300e6)
    result = azure.notebook(
        "import subprocess, sys\n"
        "code = 'import time; x = bytearray(400_000_000); x[::4096] = x[::4096]; time.sleep(60)'\n"
        "subprocess.run([sys.executable, '-c', code])"
    )
    assert result.error["reason"] == "memory"


def test_the_memory_of_the_notebooks_it_calls_counts(azure):
    """A run has one bound, however many notebooks it has going on."""
    azure.settings["limits"] = Limits(memory=500e6)
    azure.notebooks["/Shared/child"] = "import time\nx = b'1' * 300_000_000 + b'2'\ntime.sleep(60)"
    result = azure.notebook("x = b'1' * 300_000_000 + b'2'\ndbutils.notebook.run('child', 0)")
    assert "it used more than 500 MB of memory" in result.error["message"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("os._exit(0)", "with exit code 0"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "ended by SIGKILL"),
        ("ctypes.string_at(0)", "ended by SIGSEGV"),
        ("os.abort()", "ended by SIGABRT"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_notebook_that_ends_its_own_process_has_failed(azure, code, told):
    """With the cell it was at and what ended it; what it printed before is in the log."""
    result = azure.notebook(cells("x = 1", f"import ctypes, os, signal\nprint('before')\n{code}"))
    assert result.error["message"] == (
        f"notebook /Shared/nb, cell 2: its process ended before the notebook did, {told}"
    )
    assert result.error["reason"] == "ended"
    assert result.log.read_text(encoding="utf-8").startswith("before\n")


def test_a_hundred_megabytes_of_output_end_the_run(azure):
    """As on Databricks; the log is cut with a note, whatever the notebook printed after that."""
    result = azure.notebook("for _ in range(100):\n    print('x' * 1_000_000)")
    assert result.error["reason"] == "output"
    assert result.error["message"].endswith("it printed more than 20 MB")
    assert result.log.stat().st_size < 20_000_100


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "dbutils.notebook.exit('x' * 30_000_000)",
            "dbutils.notebook.exit was given 30,000,000 characters; it takes 20",
        ),
        ("raise ValueError('x' * 30_000_000)", "ValueError: xxx"),
    ],
)
def test_what_a_notebook_hands_back_is_bounded(azure, source, told):
    """Nothing it gives can fill the memory of what runs it."""
    error = azure.notebook(source).error
    assert told in error["message"]
    assert len(error["message"]) < 1_100_000


def test_the_limit_on_time_holds_without_a_time_out_and_for_a_longer_one(azure):
    """No run is without end."""
    azure.settings["limits"] = Limits(seconds=0.5)
    for timeout in (None, 60):
        assert "it ran longer than 0.5 s" in azure.notebook("while True: pass", timeout=timeout).error["message"]


def test_a_loop_in_c_is_ended_as_well(azure):
    """One that doesn't let the notebook's other threads run can't say where it is, but how far it had come."""
    result = azure.notebook(cells("x = 1", "import re\nre.match('(a+)+$', 'a' * 60 + 'b')"), timeout=1)
    assert result.error["message"].startswith("notebook /Shared/nb, cell 2")
    assert result.error["message"].endswith(": it ran longer than 1 s")


@pytest.mark.skipif(sys.platform == "win32", reason="sessions of POSIX")
def test_a_process_that_left_the_group_ends_too(azure):
    """It was seen while the notebook ran."""
    result = azure.notebook(
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'], start_new_session=True)\n"
        "time.sleep(1.1)\n"
        "dbutils.notebook.exit(child.pid)"
    )
    for _ in range(100):
        try:
            os.kill(int(result.exit_value), 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("it runs on")


def test_threads_that_run_on_dont_hold_the_run(azure):
    """A notebook ends with its last cell."""
    start = time.monotonic()
    assert (
        azure.notebook("import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()").error
        is None
    )
    assert time.monotonic() - start < 20
