"""The seed's pipeline and check, from its Git sources through the runtime, on generated data."""

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from arm.runtime import DeployedFactory, run_notebook, run_pipeline

ROOT = Path(__file__).resolve().parents[2]
ADF = ROOT / "adf"
PIPELINE = "data-ingestion-pipeline"


def resources(folder: str) -> dict:
    """The resources of a type by name, as a deployment without overrides leaves them."""
    read = [json.loads(path.read_text(encoding="utf-8")) for path in (ADF / folder).glob("*.json")]
    return {resource["name"]: resource["properties"] for resource in read}


@pytest.fixture
def seed(azure):
    """Surroundings with the seed's notebooks and a raw file of 1,000 rows in the raw container."""
    azure.notebooks |= {
        f"/Shared/devops-ds/{path.stem}": path.read_text(encoding="utf-8")
        for path in (ROOT / "notebooks").glob("*.py")
    }
    raw = folder_of(azure, "raw") / "driver_prediction_train.csv"
    script = ROOT / "data" / "driver_prediction.py"
    subprocess.run(
        [sys.executable, str(script), "--rows", "1000", "--out", str(raw)], check=True, capture_output=True
    )
    return azure


def folder_of(azure, container: str) -> Path:
    """The folder of a container in the account that the sources' linked service names."""
    return azure.container(container, "devopsdsdev")


def services_of(azure):
    """The services, with that account's containers mounted."""
    mounts = {f"/mnt/{name}": folder_of(azure, name) for name in ("raw", "staging", "prepared")}
    return replace(azure.services, mounts=mounts)


def run_seed(azure):
    """A run of the seed's pipeline."""
    factory = DeployedFactory(
        "devops-ds-adf",
        resources("pipeline"),
        resources("dataset"),
        resources("linkedService"),
        resources("factory")["devops-ds-adf"]["globalParameters"],
    )
    return run_pipeline(
        factory,
        PIPELINE,
        {},
        run_id="run-1",
        services=services_of(azure),
        changed=lambda run: None,
        cancelled=threading.Event(),
    )


def check_seed(azure):
    """The integration check's result."""
    services = services_of(azure)
    return run_notebook(
        "/Shared/devops-ds/test_data_ingestion", {}, services=services, work=services.work / "check", timeout=60
    )


def test_the_pipeline_prepares_the_data_and_the_check_agrees(seed):
    """From the raw container to a Parquet file pandas reads, the call of the ML pipeline and a good verdict."""
    run = run_seed(seed)
    assert (run.status, run.message) == ("Succeeded", "")
    assert [(activity.name, activity.status) for activity in run.activities] == [
        ("Copy raw data", "Succeeded"),
        ("PrepareData", "Succeeded"),
        ("Set prepared data path", "Succeeded"),
        ("ML Execute Pipeline", "Succeeded"),
    ]
    assert run.activities[0].output["rowsCopied"] == 1000
    prepared = pd.read_parquet(folder_of(seed, "prepared") / "driver_prediction_train.parquet")
    assert prepared.shape == (1000, 59)
    call = json.loads(Path(run.activities[3].output["recordedCall"]).read_text(encoding="utf-8"))["call"]
    assert call["mlPipelineParameters"] == {
        "data_path": "prepared/driver_prediction_train.parquet",
        "rows": "1000",
        "ingestion_run_id": "run-1",
    }
    verdict = json.loads(check_seed(seed).exit_value)
    assert (verdict["status"], verdict["rows"], verdict["raw_rows"]) == ("Succeeded", 1000, 1000)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda raw: raw.drop(columns="ps_car_13"), "Failed expectations: schema (no column ps_car_13)."),
        (
            lambda raw: raw.assign(target=raw["target"].where(raw.index > 3, 7)),
            "Failed expectations: label_values (labels [7] beside [0, 1]).",
        ),
    ],
)
def test_a_spoilt_raw_file_fails_the_check_by_name(seed, spoil, told):
    """The pipeline runs through, and the check says which expectation isn't met, with the verdict behind it."""
    raw = folder_of(seed, "raw") / "driver_prediction_train.csv"
    spoil(pd.read_csv(raw)).to_csv(raw, index=False)
    assert run_seed(seed).status == "Succeeded"
    result = check_seed(seed)
    assert result.status == "FAILED"
    assert told in result.error["message"]
    verdict = json.loads(result.error["message"].partition("Verdict: ")[2])
    assert verdict["status"] == "Failed"


def test_a_raw_file_that_isnt_there_fails_the_copy(seed):
    """The run ends at the Copy, in Azure's words, and what depends on it is skipped."""
    (folder_of(seed, "raw") / "driver_prediction_train.csv").unlink()
    run = run_seed(seed)
    assert run.status == "Failed"
    assert run.message == (
        "Operation on target Copy raw data failed: ErrorCode=UserErrorSourceBlobNotExist: The required Blob is "
        "missing. ContainerName: raw, path: raw/driver_prediction_train.csv."
    )
    assert [activity.status for activity in run.activities] == ["Failed", "Skipped", "Skipped", "Skipped"]
