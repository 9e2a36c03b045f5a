"""A Copy in a process of its own, so that its time and memory are nobody else's: prints one JSON object."""

import json
import resource
import sys
import time
from pathlib import Path

from arm.runtime import DeployedFactory, Services, run_pipeline

CSV = {"columnDelimiter": ",", "escapeChar": "\\", "quoteChar": '"', "firstRowAsHeader": True}
KINDS = {
    "csv": ("DelimitedText", CSV),
    "semicolons": ("DelimitedText", {**CSV, "columnDelimiter": ";"}),
    "parquet": ("Parquet", {}),
    "json": ("Json", {}),
}


def dataset(kind: str) -> dict:
    """A dataset of the file `data.<kind>`."""
    name, settings = KINDS[kind]
    location = {"type": "AzureBlobStorageLocation", "container": "c", "fileName": f"data.{kind}"}
    linked = {"referenceName": "Store", "type": "LinkedServiceReference"}
    return {"type": name, "linkedServiceName": linked, "typeProperties": {"location": location, **settings}}


def main(folder: Path, source: str, sink: str, translator: dict | None) -> None:
    """Copy data.<source> to data.<sink> in folder/c."""
    activity = {
        "name": "Copy",
        "type": "Copy",
        "typeProperties": {"translator": translator} if translator else {},
        "inputs": [{"referenceName": "In", "type": "DatasetReference"}],
        "outputs": [{"referenceName": "Out", "type": "DatasetReference"}],
    }
    store = {"type": "AzureBlobStorage", "typeProperties": {"serviceEndpoint": "https://data.blob.example.net/"}}
    factory = DeployedFactory(
        "f", {"p": {"activities": [activity]}}, {"In": dataset(source), "Out": dataset(sink)}, {"Store": store}
    )
    services = Services(
        storage=lambda account: folder, notebook=str, mounts={}, work=folder / "work", python=sys.executable
    )
    start = time.perf_counter()
    run = run_pipeline(factory, "p", {}, run_id="r", services=services, changed=lambda run: None, cancelled=None)
    seconds = time.perf_counter() - start
    peak = peak_kilobytes() / 1024
    output = run.activities[0].output
    told = {"message": run.message, "rows": output.get("rowsCopied"), "bytes": output.get("dataWritten")}
    print(json.dumps({**told, "seconds": round(seconds, 2), "megabytes": round(peak)}))


def peak_kilobytes() -> float:
    """The peak memory of this process; on Linux not by getrusage, which counts what the parent had when it forked."""
    status = Path("/proc/self/status")
    if status.is_file():
        return next(float(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform != "darwin" else 1024)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], json.loads(sys.argv[4]) if len(sys.argv) > 4 else None)
