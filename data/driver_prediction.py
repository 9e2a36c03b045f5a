"""Make a raw driver-prediction file: the columns of the Porto Seguro set, random values from a seed.

`python data/driver_prediction.py --rows 10000 --out FILE [--seed N]`
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

ROWS, SEED = 10_000, 7
MISSING = -1
# Rows are made in blocks of this many, each from its own seed: row n is the same whatever is asked for beside it.
BLOCK_ROWS = 20_000


@dataclass(frozen=True)
class Column:
    """Values from `low` to `high` in steps of `step`; `missing` is the share of -1, `mean` where they gather.

    `mean` is for yes/no columns the share of 1; elsewhere values gather around it, or spread evenly if it is None.
    """

    name: str
    high: float
    low: float = 0
    step: float = 1
    mean: float | None = None
    missing: float = 0


def _numbers(names: str, highs: list[float], **told: float) -> list[Column]:
    return [Column(names.format(n), high, **told) for n, high in enumerate(highs, 1)]


def _yes_no(prefix: str, shares: dict[int, float]) -> list[Column]:
    return [Column(f"{prefix}_{n:02}_bin", 1, mean=share) for n, share in shares.items()]


# The columns after id and target, in the file's order.
COLUMNS = [
    Column("ps_ind_01", 7, mean=1.9),
    Column("ps_ind_02_cat", 4, low=1, mean=1.4, missing=0.0004),
    Column("ps_ind_03", 11, mean=4.4),
    Column("ps_ind_04_cat", 1, mean=0.42, missing=0.0002),
    Column("ps_ind_05_cat", 6, mean=0.4, missing=0.01),
    *_yes_no("ps_ind", {6: 0.39, 7: 0.26, 8: 0.16, 9: 0.19, 10: 0.0004, 11: 0.002, 12: 0.009, 13: 0.001}),
    Column("ps_ind_14", 4, mean=0.03),
    Column("ps_ind_15", 13, mean=7.3),
    *_yes_no("ps_ind", {16: 0.66, 17: 0.12, 18: 0.15}),
    Column("ps_reg_01", 0.9, step=0.1, mean=0.61),
    Column("ps_reg_02", 1.8, step=0.1, mean=0.44),
    Column("ps_reg_03", 4.0, low=0.1, step=0.0001, mean=0.89, missing=0.18),
    Column("ps_car_01_cat", 11, mean=8.3, missing=0.0002),
    Column("ps_car_02_cat", 1, mean=0.83, missing=0.00001),
    Column("ps_car_03_cat", 1, mean=0.6, missing=0.69),
    Column("ps_car_04_cat", 9, mean=0.7),
    Column("ps_car_05_cat", 1, mean=0.53, missing=0.45),
    Column("ps_car_06_cat", 17, mean=6.6),
    Column("ps_car_07_cat", 1, mean=0.95, missing=0.02),
    Column("ps_car_08_cat", 1, mean=0.83),
    Column("ps_car_09_cat", 4, mean=1.3, missing=0.001),
    Column("ps_car_10_cat", 2, mean=0.99),
    Column("ps_car_11_cat", 104, low=1, mean=62),
    Column("ps_car_11", 3, mean=2.3, missing=0.00001),
    Column("ps_car_12", 1.26, low=0.1, step=0.0001, mean=0.38, missing=0.000002),
    Column("ps_car_13", 3.7, low=0.25, step=0.0001, mean=0.81),
    Column("ps_car_14", 0.63, low=0.11, step=0.0001, mean=0.37, missing=0.07),
    Column("ps_car_15", 3.7, step=0.0001, mean=3.1),
    *_numbers("ps_calc_{:02}", [0.9, 0.9, 0.9], step=0.1),
    Column("ps_calc_04", 5, mean=2.4),
    Column("ps_calc_05", 6, mean=1.9),
    Column("ps_calc_06", 10, mean=7.7),
    Column("ps_calc_07", 9, mean=3.0),
    Column("ps_calc_08", 12, low=2, mean=9.2),
    Column("ps_calc_09", 7, mean=2.3),
    Column("ps_calc_10", 25, mean=8.4),
    Column("ps_calc_11", 19, mean=5.4),
    Column("ps_calc_12", 10, mean=1.4),
    Column("ps_calc_13", 13, mean=2.9),
    Column("ps_calc_14", 23, mean=7.5),
    *_yes_no("ps_calc", {15: 0.12, 16: 0.63, 17: 0.55, 18: 0.29, 19: 0.35, 20: 0.15}),
]
CLAIM_SHARE = 0.036


def write(path: Path, rows: int = ROWS, seed: int = SEED) -> None:
    """Write `rows` rows as CSV, aside and then swapped in; memory doesn't grow with their number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("w", encoding="utf-8", newline="") as stream:
            _write_blocks(stream, rows, seed)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _write_blocks(stream: TextIO, rows: int, seed: int) -> None:
    header = True
    for block in blocks(rows, seed):
        block.to_csv(stream, index=False, header=header, lineterminator="\n")
        header = False


def blocks(rows: int, seed: int = SEED) -> Iterator[pd.DataFrame]:
    """The rows in tables of at most BLOCK_ROWS; a table without rows where none are asked for."""
    for first in range(0, max(rows, 1), BLOCK_ROWS):
        yield block(first // BLOCK_ROWS, seed).head(rows - first)


def block(number: int, seed: int) -> pd.DataFrame:
    """The block of BLOCK_ROWS rows with this number, counted from 0."""
    random = np.random.default_rng([seed, number])
    steps = random.integers(1, 5, BLOCK_ROWS)  # ids have gaps, as those of a sample have
    columns: dict[str, np.ndarray] = {"id": number * BLOCK_ROWS * 5 + steps.cumsum()}
    columns["target"] = (random.random(BLOCK_ROWS) < CLAIM_SHARE).astype("int64")
    for column in COLUMNS:
        columns[column.name] = _values(column, random)
    return pd.DataFrame(columns)


def _values(column: Column, random: np.random.Generator) -> np.ndarray:
    """BLOCK_ROWS values of a column: a beta distribution around its mean, in its steps, some of them missing."""
    span = column.high - column.low
    places = 0 if column.step == 1 else len(f"{column.step:f}".rstrip("0").split(".")[1])
    if column.mean is None:
        shares = random.random(BLOCK_ROWS)
    elif span == column.step == 1:
        shares = (random.random(BLOCK_ROWS) < column.mean - column.low).astype(float)
    else:
        mean = (column.mean - column.low) / span
        shares = random.beta(4 * mean, 4 * (1 - mean), BLOCK_ROWS)
    values = np.round(column.low + np.round(shares * span / column.step) * column.step, places)
    values[random.random(BLOCK_ROWS) < column.missing] = MISSING
    return values if places else values.astype("int64")


def main(arguments: list[str] | None = None) -> int:
    """The command: exit code 0, or 2 for a number of rows that is none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS, help="how many (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, other values (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.rows < 0 or options.seed < 0:
        parser.error("--rows and --seed are 0 or more")
    write(options.out, options.rows, options.seed)
    print(f"{options.out}: {options.rows} rows, {len(COLUMNS) + 2} columns, seed {options.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
