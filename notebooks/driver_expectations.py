# Databricks notebook source
# MAGIC %md
# MAGIC # driver_expectations
# MAGIC What the prepared driver data has to look like, as data: `test_data_ingestion` runs this
# MAGIC notebook with `%run` and judges the table by it. To expect something else, change it here.
# MAGIC
# MAGIC - `label`: the label's `column` and its `values`
# MAGIC - `missing`: how the raw file writes a value that isn't known
# MAGIC - `rows`: `least`, how many at least; `of_labelled` and `of_raw`, how many from … to … for
# MAGIC   each row of the raw file that carries a label, and for each row of it
# MAGIC - `unique`: columns in which no value comes twice
# MAGIC - `drift`: `most`, how far a column may have moved since the last good run (numbers: by so
# MAGIC   many standard deviations; categories and columns of few values: in so great a share of the
# MAGIC   rows); `least_rows`, smaller tables aren't compared
# MAGIC - `columns`: of each its `type` (`whole`, `number` or `category`) and, if need be, its
# MAGIC   `range` (least and greatest value), `nulls` (the greatest share of missing values, 0 if
# MAGIC   not said) and `drift` (`False`: isn't compared)

# COMMAND ----------

EXPECTATIONS = {
    "label": {"column": "target", "values": [0, 1]},
    "missing": -1,
    "rows": {"least": 1, "of_labelled": [1, 1], "of_raw": [0.5, 1]},
    "unique": ["id"],
    "drift": {"most": 0.25, "least_rows": 1000},
    "columns": {
        "id": {"type": "whole", "range": [0, 10**10], "drift": False},
        "target": {"type": "whole"},
        "ps_ind_01": {"type": "whole", "range": [0, 7]},
        "ps_ind_02_cat": {"type": "category"},
        "ps_ind_03": {"type": "whole", "range": [0, 11]},
        "ps_ind_04_cat": {"type": "category"},
        "ps_ind_05_cat": {"type": "category"},
        "ps_ind_06_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_07_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_08_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_09_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_10_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_11_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_12_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_13_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_14": {"type": "whole", "range": [0, 4]},
        "ps_ind_15": {"type": "whole", "range": [0, 13]},
        "ps_ind_16_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_17_bin": {"type": "whole", "range": [0, 1]},
        "ps_ind_18_bin": {"type": "whole", "range": [0, 1]},
        "ps_reg_01": {"type": "number", "range": [0, 0.9]},
        "ps_reg_02": {"type": "number", "range": [0, 1.8]},
        "ps_reg_03": {"type": "number", "range": [0, 5]},
        "ps_car_01_cat": {"type": "category"},
        "ps_car_02_cat": {"type": "category"},
        "ps_car_03_cat": {"type": "category"},
        "ps_car_04_cat": {"type": "category"},
        "ps_car_05_cat": {"type": "category"},
        "ps_car_06_cat": {"type": "category"},
        "ps_car_07_cat": {"type": "category"},
        "ps_car_08_cat": {"type": "category"},
        "ps_car_09_cat": {"type": "category"},
        "ps_car_10_cat": {"type": "category"},
        "ps_car_11_cat": {"type": "category"},
        "ps_car_11": {"type": "whole", "range": [0, 3]},
        "ps_car_12": {"type": "number", "range": [0, 2]},
        "ps_car_13": {"type": "number", "range": [0, 4]},
        "ps_car_14": {"type": "number", "range": [0, 1]},
        "ps_car_15": {"type": "number", "range": [0, 4]},
        "ps_calc_01": {"type": "number", "range": [0, 0.9]},
        "ps_calc_02": {"type": "number", "range": [0, 0.9]},
        "ps_calc_03": {"type": "number", "range": [0, 0.9]},
        "ps_calc_04": {"type": "whole", "range": [0, 5]},
        "ps_calc_05": {"type": "whole", "range": [0, 6]},
        "ps_calc_06": {"type": "whole", "range": [0, 10]},
        "ps_calc_07": {"type": "whole", "range": [0, 9]},
        "ps_calc_08": {"type": "whole", "range": [0, 12]},
        "ps_calc_09": {"type": "whole", "range": [0, 7]},
        "ps_calc_10": {"type": "whole", "range": [0, 30]},
        "ps_calc_11": {"type": "whole", "range": [0, 25]},
        "ps_calc_12": {"type": "whole", "range": [0, 12]},
        "ps_calc_13": {"type": "whole", "range": [0, 15]},
        "ps_calc_14": {"type": "whole", "range": [0, 30]},
        "ps_calc_15_bin": {"type": "whole", "range": [0, 1]},
        "ps_calc_16_bin": {"type": "whole", "range": [0, 1]},
        "ps_calc_17_bin": {"type": "whole", "range": [0, 1]},
        "ps_calc_18_bin": {"type": "whole", "range": [0, 1]},
        "ps_calc_19_bin": {"type": "whole", "range": [0, 1]},
        "ps_calc_20_bin": {"type": "whole", "range": [0, 1]},
    },
}
