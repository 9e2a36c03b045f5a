"""How long validating takes: against exporting the same factory, and against the number of resources."""

import json
import time

import pytest

from arm.commands import export, validate
from arm.settings import Settings

pytestmark = pytest.mark.bench
REPEATS = 9


def seconds(work):
    """The processor time that a call takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def test_validating_takes_at_most_three_times_what_exporting_takes(reference_data, tmp_path):
    """Of the largest real factory, the best of several runs that take turns."""
    pairs = json.loads((reference_data / "golden" / "index.json").read_text(encoding="utf-8"))
    largest = max(pairs, key=lambda pair: pair["resources"])
    source = reference_data / "golden" / "pairs" / largest["id"] / "source"
    times = [
        (
            seconds(lambda: export.run(source, largest["factory"], tmp_path / "out")),
            seconds(lambda: validate.run(Settings(), source=source)),
        )
        for _ in range(REPEATS)
    ]
    exporting, validating = (min(column) for column in zip(*times, strict=True))
    print(f"validate {validating:.2f} s, export {exporting:.2f} s: {validating / exporting:.1f} times")
    assert validating <= 3 * exporting


def test_ten_thousand_resources_take_ten_times_as_long_as_one_thousand(tmp_path):
    """Time grows with the number of resources, not with its square; and stays below a minute."""
    few, many = made(tmp_path / "few", 1_000), made(tmp_path / "many", 10_000)
    small = seconds(lambda: validate.run(Settings(), source=few))
    large = seconds(lambda: validate.run(Settings(), source=many))
    print(f"1,000 resources {small:.1f} s, 10,000 resources {large:.1f} s: {large / small:.1f} times")
    assert large < 60
    assert large < 15 * small


def made(root, count):
    """A factory of `count` resources in `root`: each pipeline calls the one before and reads two datasets."""
    write(root / "factory" / "f.json", {"name": "f", "properties": {}})
    write(root / "linkedService" / "store.json", linked_service())
    for number in range(count // 3):
        for letter in "ab":
            write(root / "dataset" / f"{letter}{number}.json", dataset(f"{letter}{number}"))
        write(root / "pipeline" / f"p{number}.json", pipeline(number))
    return root


def write(path, body):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body, indent="\t"), encoding="utf-8")


def linked_service():
    inside = {"serviceEndpoint": "https://x.blob.core.windows.net"}
    return {"name": "store", "properties": {"type": "AzureBlobStorage", "typeProperties": inside}}


def dataset(name):
    reference = {"referenceName": "store", "type": "LinkedServiceReference"}
    location = {"location": {"type": "AzureBlobStorageLocation", "fileName": "@dataset().file"}}
    properties = {"type": "Binary", "linkedServiceName": reference, "typeProperties": location}
    return {"name": name, "properties": {**properties, "parameters": {"file": {"type": "string"}}}}


def pipeline(number):
    def use(letter):
        given = {"file": "@variables('v')"}
        return {"referenceName": f"{letter}{number}", "type": "DatasetReference", "parameters": given}

    copy = {
        "name": "copy",
        "type": "Copy",
        "inputs": [use("a")],
        "outputs": [use("b")],
        "typeProperties": {"source": {"type": "BinarySource"}, "sink": {"type": "BinarySink"}},
    }
    call = {
        "name": "call",
        "type": "ExecutePipeline",
        "dependsOn": [{"activity": "copy", "dependencyConditions": ["Succeeded"]}],
        "typeProperties": {"pipeline": {"referenceName": f"p{number - 1}", "type": "PipelineReference"}},
    }
    activities = [copy, call] if number else [copy]
    return {"name": f"p{number}", "properties": {"activities": activities, "variables": {"v": {"type": "String"}}}}
