"""Spark and pandas: two engines, one table."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pytest

pytestmark = pytest.mark.spark
COLUMNS = {
    "id": [7, 9, 13, 16, 17, 21],
    "target": [0, 1, 0, -1, 0, 1],
    "ps_ind_01": [2, -1, 5, 9, 6, 7],
    "ps_ind_02_cat": [2, 1, -1, 4, 1, 10],
    "ps_ind_06_bin": [0, -1, 1, 1, 0, 0],
    "ps_reg_03": [0.7, -1.0, 0.3, 0.2, 0.5, 0.1],
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """Spark on this machine, on two cores."""
    sql = pytest.importorskip("pyspark.sql", reason="no pyspark here: nox -s spark installs it")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": tmp_path_factory.mktemp("warehouse").as_uri(),
    }
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()


@pytest.fixture
def both(prepare_data, spark, tmp_path):
    """Prepares a raw file with each engine and gives what lies in Parquet then: pandas' table, and Spark's."""

    def prepared(raw: Path) -> tuple[pa.Table, pa.Table]:
        by_pandas, by_spark = tmp_path / "pandas.parquet", tmp_path / "spark.parquet"
        _, raw_rows = prepare_data.run_with_pandas(raw, by_pandas)
        _, rows, spark_raw_rows = prepare_data.run_with_spark(spark, raw, by_spark)
        tables = read(by_pandas), read(by_spark)
        assert (spark_raw_rows, rows) == (raw_rows, len(tables[0]))
        return tables

    return prepared


def read(path: Path) -> pa.Table:
    """What a Parquet file, or a folder of them, holds, in the order of the ids.

    Text is text, whether Arrow keeps it as such or as numbers into a list of texts: Parquet stores the same.
    """
    table = pyarrow.dataset.dataset(path, format="parquet").to_table().replace_schema_metadata()
    plain = [pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in table.schema]
    plain = [pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type) for f in plain]
    return table.cast(pa.schema(plain)).sort_by("id")


def columns_of(table: pa.Table) -> dict[str, str]:
    """The type of each column."""
    return {field.name: str(field.type) for field in table.schema}


def raw_file(path: Path, **columns) -> Path:
    """A raw file of COLUMNS, some of them replaced."""
    pd.DataFrame({**COLUMNS, **columns}).to_csv(path, index=False)
    return path


def test_both_engines_give_the_same_table(both, generator, tmp_path):
    """On a generated file with missing values and rows without a label: the same columns, types and values."""
    raw = next(generator.blocks(5_000))
    raw.loc[::97, "target"] = -1
    raw.to_csv(tmp_path / "raw.csv", index=False)
    by_pandas, by_spark = both(tmp_path / "raw.csv")
    assert columns_of(by_spark) == columns_of(by_pandas)
    assert len(by_pandas) == 5_000 - 52
    assert by_spark.equals(by_pandas)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"target": [0, 1, 300, -1, 70_000, 3]},
        {"target": [0.5, 1, 0, -1, None, 1]},
        {"ps_ind_01": [-1] * 6, "ps_reg_03": [-1.0] * 6, "ps_ind_06_bin": [-1] * 6},
        {"ps_ind_01": [2.0, None, 5.0, 9.0, 6.0, 8.0], "ps_ind_02_cat": [2, None, 1, 4, 1, 1]},
        {"ps_ind_01": [1, 2, 3, 4, 2, -1], "ps_reg_03": [1.0, 2.0, 0.0, 1.0, 1.0, 1.0]},
        {"ps_ind_06_bin": [0, 1, 1, 0, 0, 1]},
        {"ps_ind_06_bin": [0, 0.5, 1, 0, 0.5, -1]},
        {"ps_reg_03": [0.1 + 0.2, 1 / 3, -1, 1e-300, 2.5, 123456789.123456789]},
        {"ps_ind_01": [2**40, 1, 2, 3, 4, -1]},
        {"target": [-1] * 6},
    ],
    ids=[
        "as it is", "large labels", "labels that aren't whole", "nothing known", "empty cells", "whole numbers",
        "a tie", "yes/no that isn't", "long fractions", "large numbers", "no labels",
    ],
)  # fmt: skip
def test_both_engines_treat_edges_alike(both, tmp_path, columns):
    """Odd columns get the same type and the same values from both."""
    by_pandas, by_spark = both(raw_file(tmp_path / "raw.csv", **columns))
    assert columns_of(by_spark) == columns_of(by_pandas)
    assert by_spark.to_pydict() == by_pandas.to_pydict()


def test_both_engines_do_without_a_lost_column(both, tmp_path):
    """A file without labels or without a number is prepared as far as it goes, for the integration test to judge."""
    pd.DataFrame(COLUMNS).drop(columns=["target", "ps_reg_03"]).to_csv(tmp_path / "raw.csv", index=False)
    by_pandas, by_spark = both(tmp_path / "raw.csv")
    assert columns_of(by_spark) == columns_of(by_pandas)
    assert by_spark.to_pydict() == by_pandas.to_pydict()


def test_neither_engine_takes_text_for_a_number(prepare_data, spark, tmp_path):
    """A text in a column of numbers fails the run: it isn't read as missing."""
    raw = raw_file(tmp_path / "raw.csv", ps_reg_03=["0.7", "n/k", "0.3", "0.2", "0.5", "0.1"])
    with pytest.raises(Exception, match=r"n/k|str|round|invalid literal"):
        prepare_data.run_with_pandas(raw, tmp_path / "a.parquet")
    with pytest.raises(Exception, match=r"n/k|MALFORMED"):
        prepare_data.run_with_spark(spark, raw, tmp_path / "b.parquet")


def test_each_engine_replaces_what_the_other_wrote(prepare_data, spark, tmp_path):
    """A folder of Spark's gives way to a file of pandas' and the other way round."""
    raw, prepared = raw_file(tmp_path / "raw.csv"), tmp_path / "prepared.parquet"
    prepare_data.run_with_spark(spark, raw, prepared)
    first = read(prepared)
    prepare_data.run_with_pandas(raw, prepared)
    assert prepared.is_file()
    prepare_data.run_with_spark(spark, raw, prepared)
    assert prepared.is_dir()
    assert read(prepared).equals(first)
