"""Measure both engines of prepare_data from ten thousand to ten million rows; `nox -s scaling` runs it.

Prints a Markdown table for docs/scaling.md: seconds with Spark's start apart, and the peak memory of the process and
its children (Spark's Java process is one).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SPARK = {
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}


def run(engine: str, raw: Path, prepared: Path) -> dict[str, float]:
    """Prepare a file with one engine, in this process: rows, and the seconds for the start and for the work."""
    sys.path.insert(0, str(ROOT))
    from arm.runtime.definitions import load_definitions

    notebook = load_definitions(ROOT / "notebooks" / "prepare_data.py")
    begun = time.monotonic()
    if engine == "pandas":
        _, rows = notebook.run_with_pandas(raw, prepared)
        return {"rows": rows, "start": 0, "seconds": time.monotonic() - begun}
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[2]").config(map=SPARK).getOrCreate()
    started = time.monotonic()
    _, rows, _ = notebook.run_with_spark(spark, raw, prepared)
    return {"rows": rows, "start": started - begun, "seconds": time.monotonic() - started}


def measured(engine: str, raw: Path, prepared: Path) -> dict[str, float]:
    """The same in a process of its own, with its peak memory in MB; {} if it ended without a result."""
    command = [sys.executable, __file__, "--engine", engine, "--raw", str(raw), "--prepared", str(prepared)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.1)
        told = process.stdout.read()
    return {**json.loads(told), "peak": peak / 1e6} if process.returncode == 0 else {}


def memory(pid: int) -> int:
    """The resident bytes of a process and its children."""
    try:
        process = psutil.Process(pid)
        return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)])
    except psutil.NoSuchProcess:
        return 0


def row(rows: int, folder: Path) -> str:
    """The line of the table for so many rows."""
    raw = folder / "raw.csv"
    generator = [sys.executable, ROOT / "data" / "driver_prediction.py", "--rows", str(rows), "--out", raw]
    subprocess.run(generator, check=True, stdout=subprocess.DEVNULL)
    cells = [f"{rows:,}", f"{raw.stat().st_size / 1e6:,.0f} MB"]
    for engine in ("pandas", "spark"):
        found = measured(engine, raw, folder / f"{engine}.parquet")
        start = f" + {found['start']:.0f}" if found.get("start") else ""
        cells += [f"{found['seconds']:.1f}{start} s", f"{found['peak']:,.0f} MB"] if found else ["fails", ""]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table, line by line as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="how many (default: %(default)s)")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--raw", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--prepared", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(run(options.engine, options.raw, options.prepared)))
        return
    print("| rows | CSV | pandas | peak | Spark (+ start) | peak |\n|---:|---:|---:|---:|---:|---:|", flush=True)
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as folder:
            print(row(rows, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
