"""The seed pipeline with Spark as its engine, by the commands that people type."""

import pandas as pd
import pytest

pytestmark = pytest.mark.spark
ENGINE = "data-ingestion-pipeline_properties_variables_engine_defaultValue=spark"


def test_an_environment_may_prepare_its_data_with_spark(workspace):
    """One parameter changes the engine: the check passes, on the same rows, which now lie in a folder."""
    pytest.importorskip("pyspark", reason="no pyspark here: nox -s spark installs it")
    workspace.generate()
    assert workspace.invoke("deploy", "--env", "local").returncode == 0
    first = workspace.invoke("check", "--env", "local")
    assert first.returncode == 0, first.stdout + first.stderr
    data = workspace.folder / workspace.result("check.json")["data"]
    by_pandas = pd.read_parquet(data)
    assert workspace.invoke("deploy", "--env", "local", "--set", ENGINE).returncode == 0
    done = workspace.invoke("check", "--env", "local")
    assert done.returncode == 0, done.stdout + done.stderr
    assert data.is_dir()
    by_spark = pd.read_parquet(data).sort_values("id", ignore_index=True)
    categories = by_pandas.select_dtypes("category").columns
    pd.testing.assert_frame_equal(by_spark, by_pandas.astype(dict.fromkeys(categories, "str")))
    verdict = workspace.result("check.json")
    assert {"name": "drift", "passed": True} in [{k: f[k] for k in ("name", "passed")} for f in verdict["findings"]]
