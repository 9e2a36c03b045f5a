"""Unit tests of the factory's pipeline, as docs/testing-pipelines.md shows them: no service is called."""

import pytest

PIPELINE = "data-ingestion-pipeline"
PREPARED = {"output": {"runOutput": {"file": "driver.parquet", "rows": 1000}}}
GOOD = {
    "Copy raw data": {"output": {"rowsCopied": 1000}},
    "PrepareData": PREPARED,
    "ML Execute Pipeline": {"output": {}},
}


def test_the_activities_run_in_order(adf):
    """Copy, prepare, remember the path, train."""
    run = adf.run(PIPELINE, answers=GOOD)
    assert run.status == "Succeeded"
    assert run.order == ["Copy raw data", "PrepareData", "Set prepared data path", "ML Execute Pipeline"]


def test_the_same_file_is_read_and_written(adf):
    """Both datasets of the copy are given the raw file's name."""
    copy = adf.run(PIPELINE, answers=GOOD)["Copy raw data"]
    names = [copy.datasets[side][0]["parameters"]["file_name"] for side in ("inputs", "outputs")]
    assert names == ["driver_prediction_train.csv"] * 2


def test_the_notebook_is_told_what_to_prepare(adf):
    """Its path comes from the environment's folder, its file names from the pipeline's variables."""
    run = adf.run(PIPELINE, answers=GOOD, global_parameters={"databricks_folder": "/Shared/qa"})
    assert run["PrepareData"].input == {
        "notebookPath": "/Shared/qa/prepare_data",
        "baseParameters": {
            "data_file_name": "driver_prediction_train.csv",
            "bin_file_name": "driver_prediction_train.parquet",
            "raw_folder": "/dbfs/mnt/staging",
            "engine": "pandas",
        },
    }


def test_the_training_gets_what_the_notebook_gave_back(adf):
    """Path and count of the prepared data, and the run they come from."""
    run = adf.run(PIPELINE, answers=GOOD, run_id="run-7")
    assert run.variables["prepared_data_path"] == "prepared/driver.parquet"
    assert run["ML Execute Pipeline"].input["mlPipelineParameters"] == {
        "data_path": "prepared/driver.parquet",
        "rows": "1000",
        "ingestion_run_id": "run-7",
    }


@pytest.mark.parametrize(
    ("failing", "skipped"),
    [
        ("Copy raw data", ["PrepareData", "Set prepared data path", "ML Execute Pipeline"]),
        ("PrepareData", ["Set prepared data path", "ML Execute Pipeline"]),
        ("ML Execute Pipeline", []),
    ],
)
def test_a_failure_skips_what_follows_and_fails_the_run(adf, failing, skipped):
    """Nothing is trained on data that isn't there, and nobody is told that all is well."""
    error = {"error": {"errorCode": "3204", "message": "no space left"}}
    run = adf.run(PIPELINE, answers={**GOOD, failing: error})
    assert (run.status, run.skipped) == ("Failed", skipped)
    assert run.message == f"Operation on target {failing} failed: no space left"


def test_a_notebook_that_gives_nothing_back_fails_the_run(adf):
    """A missing result isn't handed on as an empty path."""
    run = adf.run(PIPELINE, answers={**GOOD, "PrepareData": {"output": {}}})
    assert (run.status, run.skipped) == ("Failed", ["ML Execute Pipeline"])
    assert "runOutput" in run.message
