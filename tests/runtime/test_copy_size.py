"""Large files pass Copy in little time, and in memory that doesn't grow with them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("copy_figures.py")
TYPES = {"id": "Int64", "target": "Int32", "ps_reg_01": "Double", "ps_car_13": "Double", "ps_calc_01": "Double"}


@pytest.fixture(scope="module")
def driver_rows(tmp_path_factory) -> list[bytes]:
    """The header and 10,000 rows of a raw driver file."""
    file = tmp_path_factory.mktemp("driver") / "driver.csv"
    script = ROOT / "data" / "driver_prediction.py"
    subprocess.run(
        [sys.executable, str(script), "--rows", "10000", "--out", str(file)], check=True, capture_output=True
    )
    return file.read_bytes().splitlines(keepends=True)


def copied(folder: Path, rows: list[bytes], times: int, source: str, sink: str, translator=None) -> dict:
    """The figures of copying the rows so many times over, in a process of its own; they are printed, too."""
    raw = folder / "c" / "data.csv"
    raw.parent.mkdir(parents=True, exist_ok=True)
    with raw.open("wb") as stream:
        stream.write(rows[0])
        stream.writelines(b"".join(rows[1:]) for _ in range(times))
    command = [
        sys.executable,
        str(SCRIPT),
        str(folder),
        source,
        sink,
        *([json.dumps(translator)] if translator else []),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", env=environment)
    figures = json.loads(done.stdout)
    told = f"{figures['seconds']} s, {figures['megabytes']} MB at most"
    print(f"Copy {source} to {sink}, {figures['rows']:,} rows: {told}")
    assert figures["message"] == ""
    return figures


@pytest.mark.bench
@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no peak memory")
@pytest.mark.parametrize(("source", "sink"), [("csv", "semicolons"), ("csv", "parquet")])
def test_memory_doesnt_grow_with_the_file(tmp_path, driver_rows, source, sink):
    """Five times the rows, 330 MB more as columns of texts, need about the same memory."""
    small = copied(tmp_path, driver_rows, 20, source, sink)
    large = copied(tmp_path, driver_rows, 100, source, sink)
    assert (small["rows"], large["rows"]) == (200_000, 1_000_000)
    assert large["megabytes"] < small["megabytes"] + 165


@pytest.mark.bench
@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no peak memory")
@pytest.mark.parametrize(
    ("source", "sink", "types"),
    [("csv", "csv", {}), ("csv", "semicolons", {}), ("csv", "parquet", {}), ("csv", "parquet", TYPES)],
)
def test_a_million_rows_pass_in_twenty_seconds(tmp_path, driver_rows, source, sink, types):
    """The driver file of 59 columns, as it is or into another format."""
    mappings = [{"source": {"name": name}, "sink": {"name": name, "type": kind}} for name, kind in types.items()]
    translator = {"type": "TabularTranslator", "mappings": mappings} if types else None
    figures = copied(tmp_path, driver_rows, 100, source, sink, translator)
    assert figures["rows"] == 1_000_000
    assert figures["seconds"] < 20
    assert figures["megabytes"] < 700
