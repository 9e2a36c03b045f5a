# Databricks notebook source
# MAGIC %md
# MAGIC # prepare_data
# MAGIC Makes the raw driver file fit for training and writes it as Parquet.
# MAGIC
# MAGIC | widget | default | |
# MAGIC |---|---|---|
# MAGIC | `data_file_name` | `driver_prediction_train.csv` | the raw file |
# MAGIC | `bin_file_name` | `driver_prediction_train.parquet` | the result |
# MAGIC | `raw_folder` | `/dbfs/mnt/raw` | where the file lies; the pipeline says staging |
# MAGIC | `prepared_folder` | `/dbfs/mnt/prepared` | where the prepared container is mounted |
# MAGIC | `engine` | `pandas` | `pandas`, or `spark` for data that outgrows one machine |
# MAGIC
# MAGIC Both engines give the same table: pandas writes one file, Spark a folder of that name.
# MAGIC
# MAGIC Exits with `{"file", "rows", "columns", "dropped_rows"}` as JSON. Functions come first, the
# MAGIC cells that run come last: the functions are unit-tested without a cluster.

# COMMAND ----------

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd

# COMMAND ----------

ID = "id"
LABEL = "target"
# How the raw file writes a value that isn't known.
MISSING = -1
MISSING_CATEGORY = "missing"
# Whole numbers, from the smallest type to the largest, by Spark's name: how many bits each has.
WHOLE_TYPES = {"byte": 8, "short": 16, "int": 32, "long": 64}

# COMMAND ----------


def column_kind(name):
    """What a column holds: "id", "label", "category", "binary" or "number"; its name says so."""
    if name == ID:
        return "id"
    if name == LABEL:
        return "label"
    for suffix, kind in (("_cat", "category"), ("_bin", "binary")):
        if name.endswith(suffix):
            return kind
    return "number"


def columns_of(data, kind):
    """The names of the columns of one kind, in the order of the table (pandas' or Spark's)."""
    return [name for name in data.columns if column_kind(name) == kind]


# COMMAND ----------

# MAGIC %md
# MAGIC ## With pandas

# COMMAND ----------


def read_raw(path):
    """The raw file as it stands: one row a driver, -1 where a value is missing.

    Arrow reads with all cores, and each number exactly as it is written.
    """
    return pd.read_csv(path, engine="pyarrow")


def drop_unlabelled(data):
    """The rows that carry a label; nothing can be learned from the others."""
    if LABEL not in data.columns:
        return data
    return data[data[LABEL].notna() & (data[LABEL] != MISSING)]


def prepare_labels(data):
    """The label as a small integer; its values are kept, the integration test judges them."""
    return data.assign(**{name: as_small(data[name]) for name in columns_of(data, "label")})


def as_small(values):
    """A column in the smallest integer type that holds all its values."""
    return pd.to_numeric(values, downcast="integer")


def prepare_categories(data):
    """Codes become categories; missing is one of its own, as not knowing tells something."""
    return data.assign(
        **{name: as_category(data[name]) for name in columns_of(data, "category")}
    )


def as_category(codes):
    """A column of integer codes as a categorical column of their text."""
    category = codes.fillna(MISSING).astype("int64").astype("category")
    texts = [MISSING_CATEGORY if code == MISSING else str(code) for code in category.cat.categories]
    return category.cat.rename_categories(pd.Index(texts, dtype="str"))


def prepare_numbers(data):
    """Missing numbers become the median of those that are known; 0 in a column where none is.

    Whole numbers become integers; yes/no columns take their most frequent value.
    """
    filled = {name: fill_missing(data[name], median) for name in columns_of(data, "number")}
    for name in columns_of(data, "binary"):
        filled[name] = as_small(fill_missing(data[name], most_frequent))
    return data.assign(**filled)


def fill_missing(values, stand_in):
    """A column without missing values; `stand_in` picks one from those that are known."""
    missing = (values.isna() | (values == MISSING)).to_numpy()
    known = values[~missing]
    whole = pd.api.types.is_integer_dtype(values.dtype) or bool((known == known.round()).all())
    if missing.any():
        chosen = stand_in(known.to_numpy()) if len(known) else 0
        values = values.mask(missing, chosen)
    return values.astype("int64") if whole else values


def median(values):
    """The value in the middle, of two the smaller: it occurs, so it's whole where all are."""
    return np.quantile(values, 0.5, method="lower")


def most_frequent(values):
    """The value that occurs most often, the smallest of several."""
    found, counts = np.unique(values, return_counts=True)
    return found[counts.argmax()]


# COMMAND ----------


def prepare(data):
    """The table to train on: labelled rows only, no missing values, categories marked as such."""
    labelled = prepare_labels(drop_unlabelled(data))
    return prepare_numbers(prepare_categories(labelled)).reset_index(drop=True)


def write_prepared(data, path):
    """Write the table as a Parquet file; its folder is made if need be."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():  # Spark wrote it before
        shutil.rmtree(path)
    data.to_parquet(path, index=False)


def run_with_pandas(raw_path, prepared_path):
    """Read, prepare and write; gives the table, and how many rows the raw file has."""
    raw = read_raw(raw_path)
    prepared = prepare(raw)
    write_prepared(prepared, prepared_path)
    return prepared, len(raw)


# COMMAND ----------

# MAGIC %md
# MAGIC ## With Spark
# MAGIC The same in three passes over the file, whatever its size: the first finds the columns'
# MAGIC types and where values are missing, the second what stands in there, the third writes.

# COMMAND ----------


def read_raw_with_spark(spark, path):
    """The raw file as a table of Spark's: the ids whole, everything else any number.

    A text where a number should be fails the read, as it does with pandas.
    """
    names = spark.read.csv(path, header=True).columns
    columns = [f"`{name}` {'bigint' if name == ID else 'double'}" for name in names]
    return spark.read.csv(path, header=True, schema=", ".join(columns), mode="FAILFAST")


def labelled_rows(data):
    """The rows that carry a label; all of them where there is no such column."""
    return data.where(known(LABEL).isNotNull()) if LABEL in data.columns else data


def known(name):
    """The values of a column that are known, null for those that aren't."""
    from pyspark.sql import functions as F

    missing = F.lit(float(MISSING))
    return F.nullif(F.nanvl(name, missing), missing)


def facts_of(data):
    """The rows, and of each column of numbers how many are known, and what decides its type."""
    from pyspark.sql import functions as F

    names = number_columns(data)
    wanted = {"rows": F.count(F.lit(1))}
    for name in names:
        wanted[f"{name} known"] = F.count(name)
        wanted[f"{name} whole"] = F.bool_and(F.col(name) == F.rint(name))
        if column_kind(name) != "number":
            wanted[f"{name} least"], wanted[f"{name} greatest"] = F.min(name), F.max(name)
    values = data.select(*(known(name).alias(name) for name in names))
    return values.agg(*(fact.alias(key) for key, fact in wanted.items())).first().asDict()


def number_columns(data):
    """The names of the columns that hold numbers to work with: all but ids and codes."""
    return [name for name in data.columns if column_kind(name) in ("label", "number", "binary")]


def stand_ins_of(data, facts):
    """What stands in for missing values, as pandas finds it, by the name of the column."""
    from pyspark.sql import functions as F

    rows = facts["rows"]
    lacking = [name for name in number_columns(data) if 0 < facts[f"{name} known"] < rows]
    if not lacking:
        return {}
    median = "percentile_disc(0.5) WITHIN GROUP (ORDER BY `{}`)"
    wanted = {
        "number": lambda name: F.expr(median.format(name)),
        "binary": lambda name: F.mode(name, deterministic=True),
    }
    values = data.select(*(known(name).alias(name) for name in lacking))
    found = values.agg(*(wanted[column_kind(name)](name) for name in lacking)).first()
    return dict(zip(lacking, found, strict=True))


def prepare_with_spark(data):
    """The table to train on, as `prepare` makes it, and how many rows it has."""
    from pyspark.sql import functions as F

    labelled = labelled_rows(data)
    facts = facts_of(labelled)
    stand_ins = stand_ins_of(labelled, facts)

    def column(name):
        kind = column_kind(name)
        if kind == "category":
            return text_of_code(name)
        return F.col(name) if kind == "id" else filled(name, facts, stand_ins.get(name, 0.0))

    prepared = labelled.select(*(column(name).alias(name) for name in data.columns))
    return prepared, facts["rows"]


def text_of_code(name):
    """A column of integer codes as their text."""
    from pyspark.sql import functions as F

    return F.coalesce(known(name).cast("long").cast("string"), F.lit(MISSING_CATEGORY))


def filled(name, facts, stand_in):
    """A column of numbers without missing values, of the type that `prepare` gives it."""
    from pyspark.sql import functions as F

    values = F.coalesce(known(name), F.lit(stand_in))
    if facts[f"{name} whole"] is False:
        return values
    return values.cast("long" if column_kind(name) == "number" else smallest_type(name, facts))


def smallest_type(name, facts):
    """The smallest whole type that holds a column's values."""
    ends = [facts[f"{name} least"] or 0, facts[f"{name} greatest"] or 0]
    for name_of_type, bits in WHOLE_TYPES.items():
        if all(-(2 ** (bits - 1)) <= end < 2 ** (bits - 1) for end in ends):
            return name_of_type
    return "double"


def run_with_spark(spark, raw_path, prepared_path):
    """Read, prepare and write; gives the table, its number of rows, and the raw file's."""
    raw = read_raw_with_spark(spark, on_dbfs(raw_path))
    prepared, rows = prepare_with_spark(raw)
    prepared.write.mode("overwrite").parquet(on_dbfs(prepared_path))
    return prepared, rows, raw.count()


def on_dbfs(path):
    """Spark's name of a path that pandas reads below /dbfs."""
    path = Path(path).as_posix()
    return f"dbfs:{path.removeprefix('/dbfs')}" if path.startswith("/dbfs/") else path


# COMMAND ----------

# MAGIC %md
# MAGIC ## Run

# COMMAND ----------

dbutils.widgets.text("data_file_name", "driver_prediction_train.csv")
dbutils.widgets.text("bin_file_name", "driver_prediction_train.parquet")
dbutils.widgets.text("raw_folder", "/dbfs/mnt/raw")
dbutils.widgets.text("prepared_folder", "/dbfs/mnt/prepared")
dbutils.widgets.dropdown("engine", "pandas", ["pandas", "spark"])

# COMMAND ----------

raw_path = Path(dbutils.widgets.get("raw_folder"), getArgument("data_file_name"))
prepared_path = Path(dbutils.widgets.get("prepared_folder"), getArgument("bin_file_name"))
engine = getArgument("engine")

if engine == "pandas":
    prepared, raw_rows = run_with_pandas(raw_path, prepared_path)
    rows = len(prepared)
elif engine == "spark":
    prepared, rows, raw_rows = run_with_spark(spark, raw_path, prepared_path)
else:
    raise ValueError(f"there is no engine {engine!r}: pandas or spark")

# COMMAND ----------

display(prepared.head() if engine == "pandas" else prepared.limit(5))

# COMMAND ----------

dbutils.notebook.exit(json.dumps({
    "file": getArgument("bin_file_name"),
    "rows": rows,
    "columns": len(prepared.columns),
    "dropped_rows": raw_rows - rows,
}))
