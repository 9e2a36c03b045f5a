"""The generator of raw driver files: the same rows for the same seed, any number of them."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "data" / "driver_prediction.py"


@pytest.fixture(scope="module")
def table(generator):
    """One block of rows."""
    return generator.block(0, generator.SEED)


def digest(path: Path) -> str:
    """What a file holds, in short."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_columns_are_those_of_the_driver_set(table):
    """59 columns in the set's own order, from id to ps_calc_20_bin."""
    names = list(table.columns)
    assert len(names) == len(set(names)) == 59
    assert names[:4] == ["id", "target", "ps_ind_01", "ps_ind_02_cat"]
    assert names[19:22] == ["ps_ind_18_bin", "ps_reg_01", "ps_reg_02"]
    assert names[33:36] == ["ps_car_11_cat", "ps_car_11", "ps_car_12"]
    assert names[-1] == "ps_calc_20_bin"


def test_values_lie_in_their_ranges(generator, table):
    """Every value of a column is within its bounds or the mark of a missing one, where it may be missing."""
    for column in generator.COLUMNS:
        values = table[column.name]
        known = values[values != generator.MISSING]
        assert known.min() >= column.low - 1e-9, column
        assert known.max() <= column.high + 1e-9, column
        assert (values == generator.MISSING).mean() == pytest.approx(column.missing, abs=0.02), column


def test_some_drivers_make_a_claim(table):
    """Labels are 0 and 1, few of them 1, as in the original."""
    assert set(table["target"]) == {0, 1}
    assert 0.02 < table["target"].mean() < 0.06


def test_ids_are_unique_and_ascending_over_blocks(generator):
    """No driver is there twice, in a file of several blocks either."""
    ids = pd.concat([generator.block(number, 1)["id"] for number in range(3)])
    assert ids.is_unique
    assert ids.is_monotonic_increasing


def test_the_same_seed_gives_the_same_file(generator, tmp_path):
    """Byte for byte; another seed gives another file."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generator.write(tmp_path / name, 500, seed)
    assert digest(tmp_path / "a") == digest(tmp_path / "b") != digest(tmp_path / "c")


def test_a_row_doesnt_depend_on_how_many_are_asked_for(generator, tmp_path):
    """A short file is the beginning of a long one, across the border of a block as well."""
    border = generator.BLOCK_ROWS
    generator.write(tmp_path / "long", border + 700)
    generator.write(tmp_path / "short", border + 3)
    long, short = ((tmp_path / name).read_text(encoding="utf-8") for name in ("long", "short"))
    assert long.startswith(short)
    assert short.count("\n") == border + 4


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows_still_have_a_header(generator, tmp_path, rows):
    """A file without rows is readable and has its columns."""
    generator.write(tmp_path / "few.csv", rows)
    assert pd.read_csv(tmp_path / "few.csv").shape == (rows, 59)


def test_what_fails_half_way_leaves_the_old_file(generator, tmp_path, monkeypatch):
    """A file is there whole or not at all, and nothing lies beside it."""
    generator.write(tmp_path / "raw.csv", 5)
    before = digest(tmp_path / "raw.csv")
    monkeypatch.setattr(generator, "block", lambda *_: pytest.fail("no more"))
    with pytest.raises(pytest.fail.Exception):
        generator.write(tmp_path / "raw.csv", 50)
    assert digest(tmp_path / "raw.csv") == before
    assert [path.name for path in tmp_path.iterdir()] == ["raw.csv"]


def test_it_runs_as_a_script(tmp_path):
    """`python data/driver_prediction.py --rows N --out FILE` writes the file and says so."""
    out = tmp_path / "new" / "raw.csv"
    command = [sys.executable, str(SCRIPT), "--rows", "12", "--out", str(out), "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{out}: 12 rows, 59 columns, seed 3\n"
    assert len(pd.read_csv(out)) == 12


def test_a_wrong_number_is_refused(tmp_path):
    """A number of rows below 0 is wrong use, exit code 2."""
    command = [sys.executable, str(SCRIPT), "--rows", "-1", "--out", str(tmp_path / "x")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2
