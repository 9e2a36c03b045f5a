"""The notebooks as a whole, one after the other on one storage, as the pipeline and the check run them."""

import json

import pandas as pd
import pytest

WIDGETS = {"data_file_name": "driver.csv", "bin_file_name": "driver.parquet"}
RAW, PREPARED = "/mnt/raw/driver.csv", "/mnt/prepared/driver.parquet"


@pytest.fixture
def raw(notebook, raw_file):
    """The generator's raw file where the notebooks look for it, the first two drivers without a label."""
    data = pd.read_csv(raw_file)
    data.loc[[0, 1], "target"] = -1
    data.to_csv(notebook.path(RAW), index=False)
    return data


def test_what_is_prepared_passes_the_check(notebook, raw):
    """The table lies where it should, the exit values tell its rows, and the check finds nothing."""
    run = notebook.run("prepare_data", WIDGETS)
    rows = len(raw) - 2
    assert run.json == {"file": "driver.parquet", "rows": rows, "columns": len(raw.columns), "dropped_rows": 2}
    assert list(run.files) == [PREPARED]
    assert len(pd.read_parquet(run.files[PREPARED])) == rows
    check = notebook.run("test_data_ingestion", WIDGETS)
    assert (check.json["status"], check.json["rows"], check.json["raw_rows"]) == ("Succeeded", rows, len(raw))
    assert list(check.files) == ["/mnt/prepared/_profiles/driver.parquet.json"]


def test_a_spoilt_table_fails_the_check_with_its_verdict(notebook, raw):
    """The error names the expectation and ends in the verdict, as `invoke check` reads it."""
    prepared = notebook.run("prepare_data", WIDGETS).files[PREPARED]
    pd.read_parquet(prepared).drop(columns="ps_car_13").to_parquet(prepared, index=False)
    check = notebook.run("test_data_ingestion", WIDGETS)
    assert "DataIngestionFailed: Failed expectations: schema (no column ps_car_13). Verdict: {" in check.error
    assert json.loads(check.error.partition("Verdict: ")[2])["status"] == "Failed"


def test_widgets_have_the_files_of_the_pipeline_as_defaults(notebook):
    """Without parameters the notebook looks for the pipeline's own file, and says which it misses."""
    run = notebook.run("prepare_data")
    assert "No such file or directory: '/dbfs/mnt/raw/driver_prediction_train.csv'" in run.error


@pytest.mark.spark
def test_with_spark_the_notebook_writes_the_same_table(notebook, raw):
    """The same widgets but for the engine, in a session that the notebook finds; the check passes as well."""
    pytest.importorskip("pyspark", reason="no pyspark here: nox -s spark installs it")
    by_pandas = pd.read_parquet(notebook.run("prepare_data", WIDGETS).files[PREPARED])
    run = notebook.run("prepare_data", {**WIDGETS, "engine": "spark"}, timeout=300)
    assert (run.error, run.json["rows"]) == ("", len(by_pandas))
    assert notebook.run("test_data_ingestion", WIDGETS).json["status"] == "Succeeded"
    by_spark = pd.read_parquet(notebook.path(PREPARED)).sort_values("id", ignore_index=True)
    pd.testing.assert_frame_equal(
        by_spark, by_pandas.sort_values("id", ignore_index=True), check_dtype=False, check_categorical=False
    )
