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
# MAGIC
# MAGIC Exits with `{"file", "rows", "columns", "dropped_rows"}` as JSON. Functions come first, the
# MAGIC cells that run come last: the functions are unit-tested without a cluster.

# COMMAND ----------

import json
from pathlib import Path

import numpy as np
import pandas as pd

# COMMAND ----------

ID = "id"
LABEL = "target"
# How the raw file writes a value that isn't known.
MISSING = -1
MISSING_CATEGORY = "missing"

# COMMAND ----------


def read_raw(path):
    """The raw file as it stands: one row a driver, -1 where a value is missing."""
    return pd.read_csv(path)


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
    """The names of the columns of one kind, in the order of the table."""
    return [name for name in data.columns if column_kind(name) == kind]


# COMMAND ----------


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
    return category.cat.rename_categories(
        [MISSING_CATEGORY if code == MISSING else str(code) for code in category.cat.categories]
    )


def prepare_numbers(data):
    """Missing numbers become the median of those that are known; 0 in a column where none is.

    Whole numbers stay whole; yes/no columns take their most frequent value.
    """
    filled = {name: fill_missing(data[name], np.median) for name in columns_of(data, "number")}
    for name in columns_of(data, "binary"):
        filled[name] = as_small(fill_missing(data[name], most_frequent))
    return data.assign(**filled)


def fill_missing(values, stand_in):
    """A column without missing values; `stand_in` picks one from those that are known."""
    missing = (values.isna() | (values == MISSING)).to_numpy()
    if not missing.any():
        return values
    known = values[~missing]
    chosen = stand_in(known.to_numpy()) if len(known) else 0
    whole = pd.api.types.is_integer_dtype(values.dtype) or (known == known.round()).all()
    filled = values.mask(missing, round(chosen) if whole else chosen)
    return filled.astype("int64") if whole else filled


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
    """Write the table as Parquet; its folder is made if need be."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    data.to_parquet(path, index=False)


# COMMAND ----------

# MAGIC %md
# MAGIC ## Run

# COMMAND ----------

dbutils.widgets.text("data_file_name", "driver_prediction_train.csv")
dbutils.widgets.text("bin_file_name", "driver_prediction_train.parquet")
dbutils.widgets.text("raw_folder", "/dbfs/mnt/raw")
dbutils.widgets.text("prepared_folder", "/dbfs/mnt/prepared")

# COMMAND ----------

raw_folder = Path(dbutils.widgets.get("raw_folder"))
prepared_folder = Path(dbutils.widgets.get("prepared_folder"))

raw = read_raw(raw_folder / getArgument("data_file_name"))
prepared = prepare(raw)
write_prepared(prepared, prepared_folder / getArgument("bin_file_name"))
display(prepared.head())

# COMMAND ----------

dbutils.notebook.exit(json.dumps({
    "file": getArgument("bin_file_name"),
    "rows": len(prepared),
    "columns": len(prepared.columns),
    "dropped_rows": len(raw) - len(prepared),
}))
