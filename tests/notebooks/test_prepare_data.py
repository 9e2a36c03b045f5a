"""What prepare_data does to a table, function by function."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal


def raw_table():
    """Five drivers with every kind of column, missing values in each, one driver without a label."""
    return pd.DataFrame(
        {
            "id": [7, 9, 13, 16, 17],
            "target": [0, 1, 0, -1, 0],
            "ps_ind_01": [2, -1, 5, 9, 6],
            "ps_ind_02_cat": [2, 1, -1, 4, 1],
            "ps_ind_06_bin": [0, -1, 1, 1, 0],
            "ps_reg_03": [0.7, -1.0, 0.3, 0.2, 0.5],
        }
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("id", "id"),
        ("target", "label"),
        ("ps_car_11_cat", "category"),
        ("ps_car_11", "number"),
        ("ps_ind_06_bin", "binary"),
        ("ps_calc_01", "number"),
    ],
)
def test_a_columns_name_says_what_it_holds(prepare_data, name, kind):
    """The suffix of a column decides how it is prepared."""
    assert prepare_data.column_kind(name) == kind


def test_the_whole_preparation(prepare_data):
    """Unlabelled rows go, missing values are filled from the labelled rows alone, categories are marked as such."""
    expected = pd.DataFrame(
        {
            "id": [7, 9, 13, 17],
            "target": np.array([0, 1, 0, 0], dtype="int8"),
            "ps_ind_01": [2, 5, 5, 6],
            "ps_ind_02_cat": pd.Categorical(["2", "1", "missing", "1"], categories=["missing", "1", "2"]),
            "ps_ind_06_bin": np.array([0, 0, 1, 0], dtype="int8"),
            "ps_reg_03": [0.7, 0.5, 0.3, 0.5],
        }
    )
    assert_frame_equal(prepare_data.prepare(raw_table()), expected)


def test_the_raw_table_is_left_alone(prepare_data):
    """Preparing gives a new table; a second look at the raw one sees what was read."""
    raw = raw_table()
    prepare_data.prepare(raw)
    assert_frame_equal(raw, raw_table())


def test_preparing_twice_changes_nothing_more(prepare_data):
    """What is prepared already has no missing values left to fill."""
    once = prepare_data.prepare_numbers(raw_table())
    assert_frame_equal(prepare_data.prepare_numbers(once), once)


def test_empty_cells_count_as_missing(prepare_data):
    """A cell without text is treated like -1, in numbers and in categories."""
    data = pd.DataFrame({"ps_ind_01": [1.0, np.nan, 3.0], "ps_ind_02_cat": [1.0, np.nan, 2.0]})
    prepared = prepare_data.prepare(data)
    assert prepared["ps_ind_01"].tolist() == [1, 1, 3]
    assert prepared["ps_ind_02_cat"].tolist() == ["1", "missing", "2"]


def test_a_column_of_missing_values_alone_becomes_zero(prepare_data):
    """Without a known value there is no median to take."""
    data = pd.DataFrame({"ps_reg_03": [-1.0, -1.0], "ps_ind_06_bin": [-1, -1]})
    assert prepare_data.prepare(data).to_numpy().tolist() == [[0, 0], [0, 0]]


def test_labels_keep_their_values(prepare_data):
    """A wrong label isn't made to fit: the integration test is to see it."""
    data = pd.DataFrame({"target": [0, 7, 256, 1]})
    assert prepare_data.prepare(data)["target"].tolist() == [0, 7, 256, 1]


def test_a_lost_column_doesnt_stop_the_preparation(prepare_data):
    """The table comes out without it, for the integration test to say so."""
    prepared = prepare_data.prepare(raw_table().drop(columns=["target", "ps_reg_03"]))
    assert list(prepared.columns) == ["id", "ps_ind_01", "ps_ind_02_cat", "ps_ind_06_bin"]
    assert len(prepared) == 5


def test_what_is_written_reads_back_the_same(prepare_data, tmp_path):
    """Parquet keeps the types, categories included; a missing folder is made."""
    prepared = prepare_data.prepare(raw_table())
    prepare_data.write_prepared(prepared, tmp_path / "new" / "data.parquet")
    assert_frame_equal(pd.read_parquet(tmp_path / "new" / "data.parquet"), prepared)


@pytest.mark.parametrize(("values", "winner"), [([3, 1, 1, 2], 1), ([2, 1], 1), ([5], 5)])
def test_the_most_frequent_value(prepare_data, values, winner):
    """Of several values equally frequent it is the smallest, so that runs repeat."""
    assert prepare_data.most_frequent(np.array(values)) == winner
