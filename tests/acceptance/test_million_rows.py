"""A large raw file through the whole pipeline: copied, prepared with pandas, checked."""

import threading
import time

import psutil
import pytest

ROWS, SECONDS, BYTES = 1_000_000, 90, 4e9


class Peak:
    """The most memory that a process and its descendants held together while this was entered."""

    def __init__(self, pid: int) -> None:
        self._process, self._ended, self.bytes = psutil.Process(pid), threading.Event(), 0

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            held = 0
            for process in (self._process, *self._process.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.bytes = max(self.bytes, held)

    def __enter__(self) -> "Peak":
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


@pytest.mark.bench
def test_a_million_rows_pass_the_check_in_time(workspace):
    """Copy, prepare_data and the check take under 90 s together, and memory stays bounded."""
    workspace.generate(ROWS)
    assert workspace.invoke("deploy", "--env", "local").returncode == 0
    with Peak(workspace.connection()["pid"]) as peak:
        begun = time.monotonic()
        done = workspace.invoke("check", "--env", "local")
        seconds = time.monotonic() - begun
    assert done.returncode == 0, done.stdout + done.stderr
    print(f"\n{ROWS:,} rows copied, prepared and checked in {seconds:.1f} s; at most {peak.bytes / 1e6:,.0f} MB")
    assert workspace.result("check.json")["run"]["activities"]
    assert seconds < SECONDS
    assert peak.bytes < BYTES
