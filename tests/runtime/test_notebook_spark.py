"""Spark in notebooks, where pyspark is installed: made at its first use, on Databricks' paths."""

import importlib.util
import json

import pytest

from arm.runtime.notebooks.testing import NotebooksUnderTest
from tests.runtime.notebook_sources import cells, magic

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None, reason="no pyspark here: nox -s spark installs it"
    ),
]

SOURCE = cells(
    "dbutils.widgets.text('least', '2')\n"
    "from databricks.sdk.runtime import spark as same\nfrom pyspark.sql import SparkSession\n"
    "assert isinstance(spark, SparkSession) and spark is same",
    "table = spark.read.option('header', True).csv('/mnt/raw/in.csv')\n"
    "table.write.parquet('dbfs:/mnt/prepared/out.parquet')\n"
    "table.write.mode('overwrite').json('abfss://c@account.dfs.core.windows.net/out')\n"
    "both = spark.read.parquet('/mnt/prepared/out.parquet', 'dbfs:/mnt/prepared/out.parquet')\n"
    "both.write.saveAsTable('both')\ntable.display()",
    magic(
        "%sql\n-- a comment; with a semicolon\ncreate or replace temp view v as select * from both;\n"
        "create widget text most default '3';\n"
        "select count(*) as n from v where a >= :least and a <= ${most};"
    ),
    "import json\ndbutils.data.summarize(both)\n"
    "dbutils.notebook.exit(json.dumps([_sqldf.first().n, both.count(), sc.defaultParallelism > 0,"
    " table('both').count() if callable(table) else sql('select * from both').count()]))",
)


def test_spark_reads_and_writes_where_pandas_and_dbutils_do(tmp_path):
    """Files, tables, SQL with widgets, and what Databricks adds: one session for all of it."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "nb.py").write_text(SOURCE, encoding="utf-8")
    notebooks = NotebooksUnderTest(tmp_path / "source", tmp_path / "work")
    notebooks.path("/mnt/raw/in.csv").write_text("a\n1\n2\n3\n", encoding="utf-8")
    run = notebooks.run("nb", {"least": 2}, timeout=300)
    assert run.error == ""
    assert json.loads(run.exit_value) == [4, 6, True, 6]
    assert list(run.tables) == ["both"]
    assert any(name.startswith("/mnt/prepared/out.parquet/part-") for name in run.files)
    assert any(name.startswith("abfss://c@account.dfs.core.windows.net/out/part-") for name in run.files)
    assert "summary" in run.log


def test_a_failure_of_spark_is_one_line_without_javas_stack(tmp_path):
    """What isn't there, by Spark's own words."""
    (tmp_path / "nb.py").write_text("spark.range(1).write.format('delta').save('/x')", encoding="utf-8")
    run = NotebooksUnderTest(tmp_path, tmp_path / "work").run("nb", timeout=300)
    assert "DATA_SOURCE_NOT_FOUND" in run.error
    assert "at org.apache" not in run.error
