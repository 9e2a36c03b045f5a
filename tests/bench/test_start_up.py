"""How long `invoke --list` takes, against one with nothing to list."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _seconds(folder):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "invoke", "--list"], cwd=folder, capture_output=True, check=False)
    return time.perf_counter() - start


@pytest.mark.bench
def test_listing_the_tasks_takes_at_most_half_again_as_long_as_listing_none(tmp_path):
    """The median ratio of runs taken in turn stays under 1.5."""
    empty = "from invoke.collection import Collection\n\nnamespace = Collection()\n"
    (tmp_path / "tasks.py").write_text(empty, encoding="utf-8")
    ratios = [_seconds(ROOT) / _seconds(tmp_path) for _ in range(9)]
    print(f"invoke --list: {statistics.median(ratios):.2f} times an empty tasks.py")
    assert statistics.median(ratios) <= 1.5
