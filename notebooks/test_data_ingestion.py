# Databricks notebook source
# MAGIC %md
# MAGIC # test_data_ingestion
# MAGIC The integration test of `data-ingestion-pipeline`: is what it wrote fit to train on? What is
# MAGIC expected is declared in `driver_expectations`.
# MAGIC
# MAGIC Takes the widgets of `prepare_data`. When every expectation is met it exits with the verdict
# MAGIC as JSON: `status` (`Succeeded`), `rows`, `raw_rows` and `expectations`, a list of objects
# MAGIC with `name`, `passed` and `detail`. Otherwise the run **fails** (a notebook can't both exit
# MAGIC with a value and fail) with an exception whose message names the failed expectations and
# MAGIC ends in `Verdict: ` and the same JSON with the status `Failed`.
# MAGIC
# MAGIC A good run leaves how its values are distributed in `_profiles/` beside the data; the next
# MAGIC run is compared with that. To accept a change, delete the file.
# MAGIC
# MAGIC The table is read column by column: only one has to fit into memory.

# COMMAND ----------

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet

# COMMAND ----------

# MAGIC %run ./driver_expectations

# COMMAND ----------

CHUNK_ROWS = 100_000
PROFILES = "_profiles"
# A column with up to this many different values is compared value by value, others by tenths.
FEW_VALUES = 20


class DataIngestionFailed(Exception):
    """The data isn't what was expected; the message ends in the verdict as JSON."""


# COMMAND ----------

# MAGIC %md
# MAGIC ## What is there

# COMMAND ----------


def count_labelled(path, expected):
    """How many rows of the raw file carry a label, and how many there are; read in pieces."""
    label, missing = expected["label"]["column"], expected["missing"]
    names = pd.read_csv(path, nrows=0).columns
    labelled = rows = 0
    column = label if label in names else 0
    for piece in pd.read_csv(path, chunksize=CHUNK_ROWS, usecols=[column]):
        rows += len(piece)
        unlabelled = piece[label].isna() | (piece[label] == missing) if label in piece else 0
        labelled += len(piece) - int(np.sum(unlabelled))
    return labelled, rows


def facts_of_table(path, expected, last=None):
    """The number of rows of a Parquet file (or folder of them), and the facts about each column.

    `last` is the profile of the last good run, None if there was none.
    """
    table = pyarrow.parquet.ParquetDataset(path)
    columns, rows, before = {}, 0, (last or {}).get("columns", {})
    for name in table.schema.names:
        values = table.read(columns=[name]).to_pandas()[name]
        rows = len(values)
        columns[name] = facts_of_column(values, expected, before.get(name))
    return {"rows": rows, "columns": columns}


def facts_of_column(values, expected, before):
    """What the expectations ask of a column: type, values missing, ends, values that come twice.

    `profile` is how its values are distributed, for the next run; `moved` how far that is from
    the last good run's, None if that isn't known.
    """
    told = expected["columns"].get(values.name, {})
    kind = type_of(values)
    facts = {"type": kind, "nulls": int(values.isna().sum())}
    if kind in ("whole", "number"):
        facts["nulls"] += int((values == expected["missing"]).sum())
        facts["least"], facts["greatest"] = values.min(), values.max()
    if values.name in expected["unique"]:
        facts["twice"] = int(values.duplicated().sum())
    if values.name == expected["label"]["column"]:
        facts["values"] = sorted(values.dropna().unique().tolist())
    if told and told.get("drift", True) and len(values) and not values.isna().all():
        facts["profile"] = profile_of(values.dropna(), kind)
        facts["moved"] = distance(values.dropna(), kind, before) if before else None
    return facts


def type_of(values):
    """ "whole", "number", "category", or pandas' own name for anything else.

    Text is a category: Parquet keeps no difference, and Spark tells none.
    """
    if isinstance(values.dtype, pd.CategoricalDtype) or values.dtype == "str":
        return "category"
    if pd.api.types.is_integer_dtype(values.dtype):
        return "whole"
    return "number" if pd.api.types.is_float_dtype(values.dtype) else str(values.dtype)


# COMMAND ----------


def profile_of(values, kind):
    """How values are distributed: the share of each, or their tenths and their spread."""
    if kind == "category" or values.nunique() <= FEW_VALUES:
        return {"shares": shares_of(values)}
    return {"tenths": tenths_of(values), "spread": float(values.std())}


def shares_of(values):
    """The share of each value, by its text."""
    shares = values.value_counts(normalize=True)
    return {str(value): share for value, share in shares.items() if share}


def tenths_of(values):
    """The nine values that part the sorted values into ten equal parts."""
    return np.quantile(values, np.arange(0.1, 1, 0.1), method="lower").tolist()


def distance(values, kind, before):
    """How far values moved since an earlier profile, 0 if they didn't; None if they don't compare.

    Tenths moved on average by so many standard deviations of then, or so great a share of the
    rows would have to change their value. Neither minds that a median stands in for what is
    missing, as an index over bins would.
    """
    if "shares" in before:
        now, then = shares_of(values), before["shares"]
        return sum(abs(now.get(value, 0) - then.get(value, 0)) for value in {**now, **then}) / 2
    if kind == "category":
        return None
    moved = np.abs(np.subtract(tenths_of(values), before["tenths"]))
    return float(moved.mean() / before["spread"])


# COMMAND ----------

# MAGIC %md
# MAGIC ## What was expected
# MAGIC Each expectation takes the facts, what is declared, and gives what is wrong as a list, and
# MAGIC in a few words what was looked at.

# COMMAND ----------


def schema(facts, expected):
    """Every declared column is there with its type, and no other. A whole number is a number."""
    there, declared = facts["columns"], expected["columns"]
    wrong = [f"no column {name}" for name in declared if name not in there]
    wrong += [f"unknown column {name}" for name in there if name not in declared]
    for name in (name for name in there if name in declared):
        found, wanted = there[name]["type"], declared[name]["type"]
        if found != wanted and (found, wanted) != ("whole", "number"):
            wrong.append(f"{name} is of type {found}, not {wanted}")
    return wrong, f"{len(there)} columns"


def row_count(facts, expected):
    """There are enough rows, and as many as declared for each labelled row of the raw file."""
    rows, labelled = facts["rows"], facts["labelled"]
    low, high = expected["rows"]["of_labelled"]
    least = expected["rows"]["least"]
    wrong = [f"{rows} rows, at least {least} expected"] if rows < least else []
    if not low * labelled <= rows <= high * labelled:
        wrong.append(f"{rows} rows, but {labelled} labelled ones in the raw file")
    return wrong, f"{rows} rows of {labelled} labelled ones"


def row_ratio(facts, expected):
    """Not too much of the raw file was lost, and nothing came in addition."""
    if not facts["raw_rows"]:
        return ["the raw file has no rows"], ""
    ratio = facts["rows"] / facts["raw_rows"]
    low, high = expected["rows"]["of_raw"]
    told = f"{ratio:.3g} rows for each of the raw file"
    return ([] if low <= ratio <= high else [f"{told}, not {low} to {high}"]), told


def unique_values(facts, expected):
    """No driver is there twice."""
    twice = {name: facts["columns"].get(name, {}).get("twice", 0) for name in expected["unique"]}
    wrong = [f"{count} values of {name} more than once" for name, count in twice.items() if count]
    return wrong, ", ".join(twice)


def null_shares(facts, expected):
    """No more cells than declared are empty, or hold the raw file's mark for a missing value."""
    wrong = []
    for name, found, declared in both(facts, expected):
        share, most = found["nulls"] / max(facts["rows"], 1), declared.get("nulls", 0)
        if share > most:
            limit = f", {share:.2%} and not {most:.2%} at most" if most else ""
            wrong.append(f"{found['nulls']} in {name}{limit}")
    return wrong, "no more missing than declared"


def label_values(facts, expected):
    """Labels are those that are declared."""
    name, allowed = expected["label"]["column"], expected["label"]["values"]
    if name not in facts["columns"]:
        return [f"no column {name}"], ""
    wrong = [value for value in facts["columns"][name]["values"] if value not in allowed]
    return ([f"labels {wrong[:5]} beside {allowed}"] if wrong else []), f"labels {allowed}"


def value_ranges(facts, expected):
    """Numbers lie in the ranges the driver file is known to have."""
    wrong, looked_at = [], 0
    for name, found, declared in both(facts, expected):
        if "range" in declared and "least" in found and facts["rows"]:
            (low, high), looked_at = declared["range"], looked_at + 1
            if found["least"] < low or found["greatest"] > high:
                there = f"from {found['least']} to {found['greatest']}"
                wrong.append(f"{name} {there}, not within {low} to {high}")
    return wrong, f"{looked_at} columns"


def drift(facts, expected):
    """No column is distributed much differently than in the last good run."""
    last, least = facts["last"], expected["drift"]["least_rows"]
    if last is None:
        return [], "no good run before to compare with"
    if min(facts["rows"], last["rows"]) < least:
        return [], f"not compared: fewer than {least} rows"
    most = expected["drift"]["most"]
    moved = {name: found.get("moved") for name, found, _ in both(facts, expected)}
    moved = {name: far for name, far in moved.items() if far is not None}
    told = {name: f"{name} by {far:.2f}, not {most} at most" for name, far in moved.items()}
    wrong = [told[name] for name, far in moved.items() if far > most]
    return wrong, f"{max(moved.values(), default=0):.2g} at most, in {len(moved)} columns"


JUDGED = (
    schema, row_count, row_ratio, unique_values, null_shares, label_values, value_ranges, drift,
)

# COMMAND ----------


def both(facts, expected):
    """The columns that are there and declared: name, facts, declaration."""
    there, declared = facts["columns"], expected["columns"]
    return [(name, there[name], declared[name]) for name in there if name in declared]


def listed(found, most=5):
    """What was found in one line, the first few of many."""
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return "; ".join(found[:most]) + more


def judge(facts, expected):
    """The verdict: whether each expectation was met, and what is wrong or was looked at."""
    results = []
    for expectation in JUDGED:
        wrong, told = expectation(facts, expected)
        detail = listed(wrong) if wrong else told
        results.append({"name": expectation.__name__, "passed": not wrong, "detail": detail})
    return {
        "status": "Succeeded" if all(result["passed"] for result in results) else "Failed",
        "rows": facts["rows"],
        "raw_rows": facts["raw_rows"],
        "expectations": results,
    }


def failure_message(verdict):
    """One line: the failed expectations and why, then the verdict for machines."""
    failed = [entry for entry in verdict["expectations"] if not entry["passed"]]
    told = [f"{entry['name']} ({entry['detail']})" for entry in failed]
    return f"Failed expectations: {', '.join(told)}. Verdict: {json.dumps(verdict)}"


# COMMAND ----------


def read_profile(path):
    """The profile of the last good run, None if there was none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def write_profile(path, facts):
    """Keep how the values are distributed, for the next run to compare with."""
    there = facts["columns"].items()
    profiles = {name: found["profile"] for name, found in there if "profile" in found}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"rows": facts["rows"], "columns": profiles}), encoding="utf-8")


def check(raw_path, prepared_path, expected):
    """The verdict on a prepared table; a good one's profile is kept for the next run."""
    profile_path = prepared_path.parent / PROFILES / f"{prepared_path.name}.json"
    last = read_profile(profile_path)
    labelled, raw_rows = count_labelled(raw_path, expected)
    facts = facts_of_table(prepared_path, expected, last)
    verdict = judge({**facts, "labelled": labelled, "raw_rows": raw_rows, "last": last}, expected)
    if verdict["status"] == "Succeeded":
        write_profile(profile_path, facts)
    return verdict


# COMMAND ----------

# MAGIC %md
# MAGIC ## Run

# COMMAND ----------

dbutils.widgets.text("data_file_name", "driver_prediction_train.csv")
dbutils.widgets.text("bin_file_name", "driver_prediction_train.parquet")
dbutils.widgets.text("raw_folder", "/dbfs/mnt/raw")
dbutils.widgets.text("prepared_folder", "/dbfs/mnt/prepared")

# COMMAND ----------

verdict = check(
    Path(dbutils.widgets.get("raw_folder"), getArgument("data_file_name")),
    Path(dbutils.widgets.get("prepared_folder"), getArgument("bin_file_name")),
    EXPECTATIONS,  # noqa: F821 — %run brings it
)
display(pd.DataFrame(verdict["expectations"]))

# COMMAND ----------

if verdict["status"] == "Failed":
    raise DataIngestionFailed(failure_message(verdict))
dbutils.notebook.exit(json.dumps(verdict))
