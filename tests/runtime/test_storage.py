"""Activities on what lies in storage containers: each documented behaviour is a file in storage/."""

import json
import threading
from pathlib import Path

import pandas as pd
import pytest

CASES = sorted((Path(__file__).parent / "storage").glob("*.json"))
LINKED = {"Store": {"type": "AzureBlobStorage", "typeProperties": {"serviceEndpoint": "https://data.blob.x.net/"}}}


def run_on(azure, kind, properties, given):
    """A run of one activity on a dataset of the container c, and that activity."""
    location = {**given["typeProperties"]["location"], "container": "c"}
    linked = {"referenceName": "Store", "type": "LinkedServiceReference"}
    dataset = {
        **given,
        "linkedServiceName": linked,
        "typeProperties": {**given["typeProperties"], "location": location},
    }
    reference = {"dataset": {"referenceName": "D", "type": "DatasetReference"}}
    activity = {"name": "A", "type": kind, "typeProperties": {**properties, **reference}}
    run = azure.run([activity], datasets={"D": dataset}, linked_services=LINKED)
    return run.activities[0], run


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_storage(azure, path):
    """The activity tells, and leaves behind, what is documented."""
    case = json.loads(path.read_text(encoding="utf-8"))
    azure.settings = {"instant": True}
    container = azure.container("c")
    for name, content in case["files"].items():
        place = container / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode())
    entry, _ = run_on(azure, case["type"], case["properties"], case["dataset"])
    expected = case["expected"]
    assert entry.error.get("message") == expected.get("error"), case["comment"]
    if "output" in expected:
        assert entry.output == expected["output"]
    if "deleted" in expected:
        assert entry.output["filesDeleted"] == expected["deleted"]
    for key, value in expected.get("some", {}).items():
        assert entry.output[key] == value
    left = sorted(file.relative_to(container).as_posix() for file in container.rglob("*") if file.is_file())
    assert left == expected.get("left", sorted(case["files"]))
    assert all(any(folder.iterdir()) for folder in container.rglob("*") if folder.is_dir())


def test_times_of_change_are_told_in_utc(azure):
    """lastModified reads as in the documentation's sample."""
    (azure.container("c") / "a.bin").write_bytes(b"x")
    location = {"type": "AzureBlobStorageLocation", "fileName": "a.bin"}
    given = {"type": "Binary", "typeProperties": {"location": location}}
    entry, _ = run_on(azure, "GetMetadata", {"fieldList": ["lastModified"]}, given)
    assert pd.Timestamp(entry.output["lastModified"]).tzname() == "UTC"
    assert entry.output["lastModified"].endswith("Z")


def test_parquet_tells_types_and_rows(azure):
    """Types in the service's words; moments as texts in rows that are looked up."""
    frame = pd.DataFrame(
        {"n": [1], "x": [1.5], "s": ["a"], "b": [True], "t": pd.to_datetime(["2024-05-06 07:08:09"])}
    )
    frame.to_parquet(azure.container("c") / "a.parquet")
    location = {"type": "AzureBlobStorageLocation", "fileName": "a.parquet"}
    given = {"type": "Parquet", "typeProperties": {"location": location}}
    entry, _ = run_on(azure, "GetMetadata", {"fieldList": ["structure"]}, given)
    types = {column["name"]: column["type"] for column in entry.output["structure"]}
    assert types == {"n": "Int64", "x": "Double", "s": "String", "b": "Boolean", "t": "DateTime"}
    entry, _ = run_on(azure, "Lookup", {"source": {"type": "ParquetSource"}}, given)
    assert entry.output["firstRow"] == {"n": 1, "x": 1.5, "s": "a", "b": True, "t": "2024-05-06T07:08:09"}


def test_a_lookup_is_bounded(azure):
    """No more than 5,000 rows, as documented, and no more than 4 MB."""
    location = {"type": "AzureBlobStorageLocation", "fileName": "a.json"}
    given = {"type": "Json", "typeProperties": {"location": location}}
    file = azure.container("c") / "a.json"
    file.write_text('{"n": 1}\n' * 5001, encoding="utf-8")
    entry, _ = run_on(azure, "Lookup", {"source": {}, "firstRowOnly": False}, given)
    assert (entry.output["count"], len(entry.output["value"])) == (5000, 5000)
    file.write_text(json.dumps({"x": "y" * (4 << 20)}), encoding="utf-8")
    entry, _ = run_on(azure, "Lookup", {"source": {}}, given)
    assert entry.error["message"] == "the rows looked up are more than 4 MB, the most that an output may have"


def test_validation_waits_for_a_file(azure):
    """It succeeds once the file is there."""
    file = azure.container("c") / "late.bin"
    timer = threading.Timer(0.3, lambda: file.write_bytes(b"x"))
    timer.start()
    location = {"type": "AzureBlobStorageLocation", "fileName": "late.bin"}
    given = {"type": "Binary", "typeProperties": {"location": location}}
    entry, run = run_on(azure, "Validation", {"sleep": 0.05, "timeout": "0.00:00:20"}, given)
    assert (run.status, entry.output["size"]) == ("Succeeded", 1)
