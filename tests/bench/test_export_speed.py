"""How fast `invoke export` is, against bare processes that only read, parse and write the same data."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.factory_generator import FACTORY, generate

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
BARE = """
import sys, {module}
from pathlib import Path
data = [{module}.loads(path.read_bytes()) for path in Path(sys.argv[1]).rglob("*.json")]
for number in range(2):
    (Path(sys.argv[2]) / f"{{number}}.json").write_bytes({written})
"""
WITH_JSON = BARE.format(module="json", written='json.dumps(data, indent="\\t").encode()')
WITH_ORJSON = BARE.format(module="orjson", written="orjson.dumps(data)")


@pytest.fixture(scope="session")
def factories(tmp_path_factory):
    """Factories of 1,000, 5,000 and 10,000 resources, and one of none, by size; and what each takes in bytes."""
    room = tmp_path_factory.mktemp("factories")
    sizes = {count: generate(room / str(count), count) for count in (1_000, 5_000, 10_000)}
    (room / "0" / "factory").mkdir(parents=True)
    (room / "0" / "factory" / f"{FACTORY}.json").write_text(f'{{"name": "{FACTORY}"}}', encoding="utf-8")
    return room, sizes


# Waits for a command in a small process of its own: a process starts with the peak of the one that forked it.
PEAK = """
import os, sys
process = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, *sys.argv[2:]])
_, status, usage = os.wait4(process, 0)
with open(sys.argv[1], "w", encoding="utf-8") as stream:
    stream.write(str(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def measured(*command: str) -> float:
    """Seconds of a whole process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def peak_memory(told: Path, *command: str) -> int:
    """Peak memory in bytes of a whole process, which is told in a file."""
    launcher = [sys.executable, "-S", "-c", PEAK, str(told)]
    subprocess.run([*launcher, *command], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return int(told.read_text(encoding="utf-8"))


def export(folder: Path, out: Path) -> tuple[str, ...]:
    """The command that exports a factory."""
    return ("-m", "invoke", "export", "--source", str(folder), "--out", str(out))


def fastest(*runs: float) -> float:
    """The run that was disturbed least."""
    return min(runs)


@pytest.mark.parametrize(("bare", "limit"), [(WITH_JSON, 1.5), (WITH_ORJSON, 6.0)], ids=["json", "orjson"])
def test_exporting_is_not_much_slower_than_reading_and_writing(factories, tmp_path, bare, limit):
    """5,000 resources: at most 1.5 times a bare process with json, at most 6 times one with orjson."""
    room, _ = factories
    ratios = []
    for _ in range(ROUNDS):
        seconds = measured("-c", bare, str(room / "5000"), str(tmp_path))
        ratios.append(measured(*export(room / "5000", tmp_path / "out")) / seconds)
    print(f"export of 5,000: {statistics.median(ratios):.2f} times the bare process (limit {limit})")
    assert statistics.median(ratios) <= limit


def test_time_per_resource_does_not_grow(factories, tmp_path):
    """From 1,000 to 10,000 resources the time for each grows by at most a fifth, an empty export's taken off."""
    room, _ = factories
    taken = {
        count: fastest(*(measured(*export(room / str(count), tmp_path / str(count))) for _ in range(ROUNDS)))
        for count in (0, 1_000, 10_000)
    }
    growth = (taken[10_000] - taken[0]) / 10_000 / ((taken[1_000] - taken[0]) / 1_000)
    print(f"time per resource at 10,000: {growth:.2f} times that at 1,000")
    assert growth <= 1.2


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="peak memory of a process is told by wait4 only")
def test_memory_stays_in_proportion(factories, tmp_path):
    """Peak memory stays under twelve times the size of the sources."""
    room, sizes = factories
    for count in (5_000, 10_000):
        peak = peak_memory(tmp_path / "peak", *export(room / str(count), tmp_path / str(count)))
        print(f"peak memory of {count}: {peak / sizes[count]:.1f} times the sources")
        assert peak < 12 * sizes[count]
