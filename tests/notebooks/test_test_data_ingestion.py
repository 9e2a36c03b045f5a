"""The integration check's expectations: good data passes all, each way of spoiling it fails the one it should."""

import json
from pathlib import Path

import pandas as pd
import pytest

ROWS = 2_000  # of the fixture raw_file
NAMES = [
    "schema", "row_count", "row_ratio", "unique_values", "null_shares", "label_values", "value_ranges", "drift",
]  # fmt: skip


@pytest.fixture
def good(prepare_data, raw_file) -> pd.DataFrame:
    """The raw file, prepared."""
    return prepare_data.prepare(prepare_data.read_raw(raw_file))


@pytest.fixture
def judged(ingestion, prepare_data, raw_file, expected, tmp_path):
    """The verdict on a table that lies prepared beside the raw file."""

    def judged(data: pd.DataFrame, raw: Path = raw_file) -> dict:
        prepare_data.write_prepared(data, tmp_path / "prepared.parquet")
        return ingestion.check(raw, tmp_path / "prepared.parquet", expected)

    return judged


def failed(verdict) -> dict[str, str]:
    """The failed expectations of a verdict and what each says."""
    return {entry["name"]: entry["detail"] for entry in verdict["expectations"] if not entry["passed"]}


def told(verdict) -> dict[str, str]:
    """What each expectation of a verdict says."""
    return {entry["name"]: entry["detail"] for entry in verdict["expectations"]}


def test_good_data_meets_every_expectation(judged, good):
    """What the generator and prepare_data make is in order, and each expectation says what it looked at."""
    verdict = judged(good)
    assert failed(verdict) == {}
    assert {key: verdict[key] for key in ("status", "rows", "raw_rows")} == {
        "status": "Succeeded",
        "rows": ROWS,
        "raw_rows": ROWS,
    }
    assert list(told(verdict)) == NAMES
    assert told(verdict)["row_count"] == "2000 rows of 2000 labelled ones"
    assert told(verdict)["drift"] == "no good run before to compare with"


def with_value(data, column, value):
    """The table with one value replaced."""
    data = data.copy()
    data.loc[3, column] = value
    return data


@pytest.mark.parametrize(
    ("spoil", "expected_failures"),
    [
        (lambda data: data.drop(columns="ps_car_13"), {"schema": "no column ps_car_13"}),
        (lambda data: data.assign(extra=1), {"schema": "unknown column extra"}),
        (
            lambda data: data.assign(ps_ind_01=data["ps_ind_01"].astype(str)),
            {"schema": "ps_ind_01 is of type category, not whole"},
        ),
        (
            lambda data: data.assign(ps_ind_02_cat=1),
            {"schema": "ps_ind_02_cat is of type whole, not category"},
        ),
        (lambda data: data.assign(ps_ind_01=1.5), {"schema": "ps_ind_01 is of type number, not whole"}),
        (lambda data: data.assign(ps_ind_01=True), {"schema": "ps_ind_01 is of type bool, not whole"}),
        (lambda data: data.head(1_990), {"row_count": "1990 rows, but 2000 labelled ones in the raw file"}),
        (
            lambda data: data.head(900),
            {
                "row_count": "900 rows, but 2000 labelled ones in the raw file",
                "row_ratio": "0.45 rows for each of the raw file, not 0.5 to 1",
            },
        ),
        (
            lambda data: data.assign(id=data["id"].where(data.index > 2, 4)),
            {"unique_values": "2 values of id more than once"},
        ),
        (lambda data: with_value(data, "ps_reg_02", None), {"null_shares": "1 in ps_reg_02"}),
        (lambda data: with_value(data, "ps_ind_02_cat", None), {"null_shares": "1 in ps_ind_02_cat"}),
        (
            lambda data: with_value(data, "ps_reg_02", -1),
            {
                "null_shares": "1 in ps_reg_02",
                "value_ranges": "ps_reg_02 from -1.0 to 1.6, not within 0 to 1.8",
            },
        ),
        (lambda data: with_value(data, "target", 7), {"label_values": "labels [7] beside [0, 1]"}),
        (
            lambda data: data.drop(columns="target"),
            {"schema": "no column target", "label_values": "no column target"},
        ),
        (
            lambda data: with_value(data, "ps_calc_04", 9),
            {"value_ranges": "ps_calc_04 from 0 to 9, not within 0 to 5"},
        ),
    ],
)
def test_spoilt_data_fails_the_expectation_it_breaks(judged, good, spoil, expected_failures):
    """Each spoiling fails what it breaks, says how, and nothing else."""
    verdict = judged(spoil(good))
    assert failed(verdict) == expected_failures
    assert verdict["status"] == "Failed"


def test_no_rows_are_no_success(judged, good, raw_file, tmp_path):
    """An empty table beside an empty raw file isn't in order."""
    empty = tmp_path / "empty.csv"
    empty.write_text(raw_file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    verdict = judged(good.head(0), empty)
    assert failed(verdict)["row_count"] == "0 rows, at least 1 expected"
    assert failed(verdict)["row_ratio"] == "the raw file has no rows"


def test_a_declared_share_may_be_missing(judged, good, expected):
    """Up to the share that is declared for its column values may be missing, and no more."""
    expected["columns"]["ps_reg_03"]["nulls"] = 0.01
    twenty = good.assign(ps_reg_03=good["ps_reg_03"].where(good.index >= 20))
    assert failed(judged(twenty)) == {}
    more = good.assign(ps_reg_03=good["ps_reg_03"].where(good.index >= 21))
    assert failed(judged(more)) == {"null_shares": "21 in ps_reg_03, 1.05% and not 1.00% at most"}


def test_a_column_that_moved_since_the_last_good_run_is_told(judged, good):
    """Drift compares with the last run that was good: numbers by tenths, few values and categories one by one."""
    judged(good)
    moved = good.assign(
        ps_car_13=good["ps_car_13"] * 0.8,
        ps_ind_06_bin=1,
        ps_ind_04_cat=good["ps_ind_04_cat"].where(good.index > 1500, "1"),
    )
    verdict = judged(moved)
    assert list(failed(verdict)) == ["drift"]
    assert all(
        name in failed(verdict)["drift"] for name in ("ps_car_13 by ", "ps_ind_06_bin by ", "ps_ind_04_cat by ")
    )
    again = judged(good)
    assert told(again)["drift"] == "0 at most, in 58 columns"  # the moved table's profile wasn't kept


def test_small_tables_arent_compared(judged, good, expected):
    """A handful of rows says nothing about a distribution."""
    expected["drift"]["least_rows"] = 5_000
    judged(good)
    assert told(judged(good))["drift"] == "not compared: fewer than 5000 rows"


def test_a_sample_of_the_same_source_hasnt_moved(judged, prepare_data, generator):
    """Other rows of the same distribution stay far below the limit, so that drift raises no false alarm."""
    for seed in (7, 8):
        raw = next(generator.blocks(ROWS, seed))
        data = prepare_data.prepare(raw)
        verdict = judged(data)
    assert failed(verdict) == {}


def test_the_raw_file_is_counted_piece_by_piece(ingestion, expected, raw_file, tmp_path, monkeypatch):
    """Rows without a label are counted apart, whatever the size of a piece, and a file without labels counts all."""
    monkeypatch.setattr(ingestion, "CHUNK_ROWS", 300)
    raw = pd.read_csv(raw_file)
    raw.loc[[5, 900, 1999], "target"] = -1
    raw.to_csv(tmp_path / "some.csv", index=False)
    raw.drop(columns="target").to_csv(tmp_path / "none.csv", index=False)
    assert ingestion.count_labelled(tmp_path / "some.csv", expected) == (ROWS - 3, ROWS)
    assert ingestion.count_labelled(tmp_path / "none.csv", expected) == (ROWS, ROWS)


def test_a_failure_names_expectations_for_people_and_ends_in_json_for_machines(ingestion, judged, good):
    """The message is one line; behind `Verdict: ` stands the whole verdict."""
    verdict = judged(good.drop(columns="ps_car_13"))
    message = ingestion.failure_message(verdict)
    assert message.startswith("Failed expectations: schema (no column ps_car_13). Verdict: {")
    assert "\n" not in message
    assert json.loads(message.partition("Verdict: ")[2]) == verdict


def test_long_lists_are_cut(judged, good):
    """Many findings of one expectation stay one readable line."""
    detail = failed(judged(good[["id", "target"]]))["schema"]
    assert detail == (
        "no column ps_ind_01; no column ps_ind_02_cat; no column ps_ind_03; no column ps_ind_04_cat; "
        "no column ps_ind_05_cat and 52 more"
    )
