# Databricks notebook source
# MAGIC %md
# MAGIC # test_data_ingestion
# MAGIC The integration test of `data-ingestion-pipeline`: is what it wrote fit to train on?
# MAGIC
# MAGIC Takes the widgets of `prepare_data`. When every expectation is met it exits with the verdict
# MAGIC as JSON: `status` (`Succeeded`), `rows`, `raw_rows` and `expectations`, a list of objects
# MAGIC with `name`, `passed` and `detail`. Otherwise the run **fails** (a notebook can't both exit
# MAGIC with a value and fail) with an exception whose message names the failed expectations and
# MAGIC ends in `Verdict: ` and the same JSON with the status `Failed`.

# COMMAND ----------

import json
from pathlib import Path

import numpy as np
import pandas as pd

# COMMAND ----------

LABEL = "target"
LABEL_VALUES = {0, 1}
MISSING = -1
CHUNK_ROWS = 100_000

# The columns of the driver file: the least and the greatest number each may hold; None for
# categories.
RANGES = {
    "id": (0, 10**10),
    "target": (0, 1),
    "ps_ind_01": (0, 7),
    "ps_ind_02_cat": None,
    "ps_ind_03": (0, 11),
    "ps_ind_04_cat": None,
    "ps_ind_05_cat": None,
    "ps_ind_06_bin": (0, 1),
    "ps_ind_07_bin": (0, 1),
    "ps_ind_08_bin": (0, 1),
    "ps_ind_09_bin": (0, 1),
    "ps_ind_10_bin": (0, 1),
    "ps_ind_11_bin": (0, 1),
    "ps_ind_12_bin": (0, 1),
    "ps_ind_13_bin": (0, 1),
    "ps_ind_14": (0, 4),
    "ps_ind_15": (0, 13),
    "ps_ind_16_bin": (0, 1),
    "ps_ind_17_bin": (0, 1),
    "ps_ind_18_bin": (0, 1),
    "ps_reg_01": (0, 0.9),
    "ps_reg_02": (0, 1.8),
    "ps_reg_03": (0, 5),
    **{f"ps_car_{number:02}_cat": None for number in range(1, 12)},
    "ps_car_11": (0, 3),
    "ps_car_12": (0, 2),
    "ps_car_13": (0, 4),
    "ps_car_14": (0, 1),
    "ps_car_15": (0, 4),
    "ps_calc_01": (0, 0.9),
    "ps_calc_02": (0, 0.9),
    "ps_calc_03": (0, 0.9),
    "ps_calc_04": (0, 5),
    "ps_calc_05": (0, 6),
    "ps_calc_06": (0, 10),
    "ps_calc_07": (0, 9),
    "ps_calc_08": (0, 12),
    "ps_calc_09": (0, 7),
    "ps_calc_10": (0, 30),
    "ps_calc_11": (0, 25),
    "ps_calc_12": (0, 12),
    "ps_calc_13": (0, 15),
    "ps_calc_14": (0, 30),
    **{f"ps_calc_{number}_bin": (0, 1) for number in range(15, 21)},
}

# COMMAND ----------


class DataIngestionFailed(Exception):
    """The data isn't what was expected; the message ends in the verdict as JSON."""


def count_labelled(path):
    """How many rows of the raw file carry a label, and how many there are, read piece by piece."""
    labelled = rows = 0
    for piece in pd.read_csv(path, chunksize=CHUNK_ROWS):
        rows += len(piece)
        unlabelled = piece[LABEL].isna() | (piece[LABEL] == MISSING) if LABEL in piece else 0
        labelled += len(piece) - int(np.sum(unlabelled))
    return labelled, rows


# COMMAND ----------

# Each expectation takes the prepared table and the number of labelled rows in the raw file, and
# gives what is wrong: "" if nothing is.


def schema(data, labelled_rows):
    """Every column of the driver file is there with its type, and no other."""
    found = [f"no column {name}" for name in RANGES if name not in data.columns]
    found += [f"unknown column {name}" for name in data.columns if name not in RANGES]
    for name in data.columns.intersection(list(RANGES)):
        expected = "category" if RANGES[name] is None else "number"
        if expected != type_of(data[name]):
            found.append(f"{name} is of type {data[name].dtype}, not {expected}")
    return listed(found)


def row_count(data, labelled_rows):
    """There is one row for each labelled row of the raw file, and at least one."""
    if len(data) == labelled_rows > 0:
        return ""
    return f"{len(data)} rows, but {labelled_rows} in the raw file"


def unique_ids(data, labelled_rows):
    """No driver is there twice."""
    twice = int(data["id"].duplicated().sum()) if "id" in data else 0
    return f"{twice} ids more than once" if twice else ""


def no_missing_values(data, labelled_rows):
    """No cell is empty, and none still holds the raw file's mark for a missing value."""
    marked = {name: (data[name] == MISSING).sum() for name in numbers(data)}
    counts = {name: int(data[name].isna().sum() + marked.get(name, 0)) for name in data.columns}
    return listed([f"{count} in {name}" for name, count in counts.items() if count])


def label_values(data, labelled_rows):
    """Labels are 0 or 1."""
    if LABEL not in data:
        return f"no column {LABEL}"
    wrong = sorted(set(data[LABEL].unique().tolist()) - LABEL_VALUES)
    return f"labels {wrong[:5]} beside {sorted(LABEL_VALUES)}" if wrong else ""


def value_ranges(data, labelled_rows):
    """Numbers lie in the ranges the driver file is known to have."""
    found = []
    for name in (name for name in numbers(data) if name != LABEL and len(data)):
        least, greatest = data[name].min(), data[name].max()
        low, high = RANGES[name]
        if least < low or greatest > high:
            found.append(f"{name} from {least} to {greatest}, not within {low} to {high}")
    return listed(found)


EXPECTATIONS = (schema, row_count, unique_ids, no_missing_values, label_values, value_ranges)

# COMMAND ----------


def numbers(data):
    """The known columns of the table that hold numbers and should."""
    return [name for name in data.columns if RANGES.get(name) and type_of(data[name]) == "number"]


def type_of(column):
    """ "category", "number", or pandas' own name for anything else."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return "category"
    return "number" if pd.api.types.is_numeric_dtype(column.dtype) else str(column.dtype)


def listed(found, most=5):
    """What was found in one line, the first few of many."""
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return "; ".join(found[:most]) + more


def judge(data, labelled_rows, raw_rows):
    """The verdict: whether each expectation was met, and what is wrong where one wasn't."""
    results = []
    for expectation in EXPECTATIONS:
        detail = expectation(data, labelled_rows)
        results.append({"name": expectation.__name__, "passed": not detail, "detail": detail})
    return {
        "status": "Succeeded" if all(result["passed"] for result in results) else "Failed",
        "rows": len(data),
        "raw_rows": raw_rows,
        "expectations": results,
    }


def failure_message(verdict):
    """One line: the failed expectations and why, then the verdict for machines."""
    failed = [entry for entry in verdict["expectations"] if not entry["passed"]]
    told = [f"{entry['name']} ({entry['detail']})" for entry in failed]
    return f"Failed expectations: {', '.join(told)}. Verdict: {json.dumps(verdict)}"


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

labelled, rows = count_labelled(raw_folder / getArgument("data_file_name"))
prepared = pd.read_parquet(prepared_folder / getArgument("bin_file_name"))
verdict = judge(prepared, labelled, rows)
display(pd.DataFrame(verdict["expectations"]))

# COMMAND ----------

if verdict["status"] == "Failed":
    raise DataIngestionFailed(failure_message(verdict))
dbutils.notebook.exit(json.dumps(verdict))
