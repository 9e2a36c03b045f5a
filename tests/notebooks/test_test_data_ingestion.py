"""The integration check's expectations: good data passes all, each way of spoiling it fails the one it should."""

import json

import pandas as pd
import pytest

ROWS = 2_000  # of the fixture raw_file


@pytest.fixture
def prepared(prepare_data, raw_file) -> pd.DataFrame:
    """The raw file, prepared."""
    return prepare_data.prepare(prepare_data.read_raw(raw_file))


def failed(verdict) -> dict[str, str]:
    """The failed expectations of a verdict and what each says."""
    return {entry["name"]: entry["detail"] for entry in verdict["expectations"] if not entry["passed"]}


def test_good_data_meets_every_expectation(ingestion, prepared):
    """What the generator and prepare_data make is in order."""
    verdict = ingestion.judge(prepared, ROWS, ROWS)
    assert failed(verdict) == {}
    assert verdict["status"] == "Succeeded"
    assert [entry["name"] for entry in verdict["expectations"]] == [
        "schema",
        "row_count",
        "unique_ids",
        "no_missing_values",
        "label_values",
        "value_ranges",
    ]


def with_value(data, column, value):
    """The table with one value replaced."""
    data = data.copy()
    data.loc[3, column] = value
    return data


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda data: data.drop(columns="ps_car_13"), {"schema": "no column ps_car_13"}),
        (lambda data: data.assign(extra=1), {"schema": "unknown column extra"}),
        (
            lambda data: data.assign(ps_ind_01=data["ps_ind_01"].astype(object).astype(str)),
            {"schema": "ps_ind_01 is of type str, not number"},
        ),
        (
            lambda data: data.assign(ps_ind_02_cat=1),
            {"schema": "ps_ind_02_cat is of type int64, not category"},
        ),
        (lambda data: data.head(1_990), {"row_count": "1990 rows, but 2000 in the raw file"}),
        (
            lambda data: data.assign(id=data["id"].where(data.index > 2, 4)),
            {"unique_ids": "2 ids more than once"},
        ),
        (lambda data: with_value(data, "ps_reg_02", None), {"no_missing_values": "1 in ps_reg_02"}),
        (lambda data: with_value(data, "ps_ind_02_cat", None), {"no_missing_values": "1 in ps_ind_02_cat"}),
        (
            lambda data: with_value(data, "ps_reg_02", -1),
            {
                "no_missing_values": "1 in ps_reg_02",
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
def test_spoilt_data_fails_the_expectation_it_breaks(ingestion, prepared, spoil, expected):
    """Each spoiling fails what it breaks, says how, and nothing else."""
    verdict = ingestion.judge(spoil(prepared), ROWS, ROWS)
    assert failed(verdict) == expected
    assert verdict["status"] == "Failed"


def test_no_rows_are_no_success(ingestion, prepared):
    """An empty table beside an empty raw file isn't in order."""
    assert "row_count" in failed(ingestion.judge(prepared.head(0), 0, 0))


def test_the_raw_file_is_counted_piece_by_piece(ingestion, raw_file, tmp_path, monkeypatch):
    """Rows without a label are counted apart, whatever the size of a piece, and a file without labels counts all."""
    monkeypatch.setattr(ingestion, "CHUNK_ROWS", 300)
    raw = pd.read_csv(raw_file)
    raw.loc[[5, 900, 1999], "target"] = -1
    raw.to_csv(tmp_path / "some.csv", index=False)
    raw.drop(columns="target").to_csv(tmp_path / "none.csv", index=False)
    assert ingestion.count_labelled(tmp_path / "some.csv") == (ROWS - 3, ROWS)
    assert ingestion.count_labelled(tmp_path / "none.csv") == (ROWS, ROWS)


def test_a_failure_names_expectations_for_people_and_ends_in_json_for_machines(ingestion, prepared):
    """The message is one line; behind `Verdict: ` stands the whole verdict."""
    verdict = ingestion.judge(prepared.drop(columns="ps_car_13"), ROWS, ROWS)
    message = ingestion.failure_message(verdict)
    assert message.startswith("Failed expectations: schema (no column ps_car_13). Verdict: {")
    assert "\n" not in message
    assert json.loads(message.partition("Verdict: ")[2]) == verdict


def test_long_lists_are_cut(ingestion, prepared):
    """Many findings of one expectation stay one readable line."""
    detail = failed(ingestion.judge(prepared[["id", "target"]], ROWS, ROWS))["schema"]
    assert detail == (
        "no column ps_ind_01; no column ps_ind_02_cat; no column ps_ind_03; no column ps_ind_04_cat; "
        "no column ps_ind_05_cat and 52 more"
    )
