"""Defects of this repository's own notebooks, and of how the pipeline runs them."""

from tests.rules.defects.kind import ERROR, WARNING, Kind
from tests.rules.defects.of_environments import PIPELINE, REPOSITORY, defect
from tests.rules.defects.subject import Spot

NOTEBOOK, CHECK = "notebooks/prepare_data.py", "notebooks/test_data_ingestion.py"


def noted(id, rule, file, old, new, spot=None, line=None, severity=ERROR):
    """A kind that changes the text of a notebook, found in the pipeline or at a line of the notebook."""

    def inject(subject):
        text = (subject.root / file).read_text(encoding="utf-8")
        assert old in text, old
        subject.texts[file] = text.replace(old, new, 1)
        if spot is not None:
            return spot
        found = line or new
        subject.line = next(n for n, one in enumerate(subject.texts[file].splitlines(), start=1) if found in one)
        return Spot(file)

    REPOSITORY[id] = Kind(id, rule, severity, inject)


CELL = "# COMMAND ----------\n"
noted("notebook-no-python", "notebook-parses", NOTEBOOK, CELL, f"{CELL}\ndef broken(:\n", line="def broken(:")
noted(
    "notebook-with-a-token",
    "notebook-holds-no-secret",
    NOTEBOOK,
    CELL,
    f'{CELL}\nX = "dapi0123456789abcdef0123456789abcdef"\n',
    line="dapi",
)
noted(
    "notebook-with-a-password",
    "notebook-holds-no-secret",
    NOTEBOOK,
    CELL,
    f'{CELL}\npassword = "Winter2024!"\n',
    line="Winter",
)
noted(
    "notebook-with-a-key",
    "notebook-holds-no-secret",
    NOTEBOOK,
    CELL,
    f'{CELL}\nspark.conf.set("fs.azure.account.key.x.dfs.core.windows.net", "bXlrZXlteWtleW15a2V5")\n',
    line="bXlr",
)
noted(
    "notebook-with-a-connection",
    "notebook-holds-no-secret",
    CHECK,
    CELL,
    f'{CELL}\nX = "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=bXlrZXlteWtleW15a2V5bXk="\n',
    line="bXlr",
)
noted(
    "widget-without-value",
    "notebook-parameters-match-widgets",
    NOTEBOOK,
    CELL,
    f'{CELL}\ndbutils.widgets.get("injected")\n',
    Spot(PIPELINE, ("properties", "activities", 1, "typeProperties", "baseParameters")),
)


@defect("notebook-parameters-match-widgets", WARNING)
def base_parameter_unknown(subject):
    subject.files[PIPELINE]["properties"]["activities"][1]["typeProperties"]["baseParameters"]["injected"] = "x"
    return Spot(PIPELINE, ("properties", "activities", 1, "typeProperties", "baseParameters", "injected"))


@defect("notebook-parameters-match-widgets", WARNING)
def base_parameter_misspelt(subject):
    given = subject.files[PIPELINE]["properties"]["activities"][1]["typeProperties"]["baseParameters"]
    given["raw_foldr"] = given.pop("raw_folder")
    return Spot(PIPELINE, ("properties", "activities", 1, "typeProperties", "baseParameters", "raw_foldr"))


@defect("notebook-exists")
def notebook_path_misspelt(subject):
    path = subject.files[PIPELINE]["properties"]["activities"][1]["typeProperties"]["notebookPath"]
    path["value"] = path["value"].replace("prepare_data", "prepare_dta")
    return Spot(PIPELINE, ("properties", "activities", 1, "typeProperties", "notebookPath", "value"))


@defect("notebook-exists")
def notebook_path_elsewhere(subject):
    inside = subject.files[PIPELINE]["properties"]["activities"][1]["typeProperties"]
    inside["notebookPath"] = "/Shared/elsewhere/prepare_data"
    return Spot(PIPELINE, ("properties", "activities", 1, "typeProperties", "notebookPath"))


@defect("notebook-exists")
def notebook_removed(subject):
    (subject.root / NOTEBOOK).unlink()
    return Spot(PIPELINE, ("properties", "activities", 1, "typeProperties", "notebookPath", "value"))


@defect("notebook-output-is-handed-back")
def output_key_misspelt(subject):
    value = subject.files[PIPELINE]["properties"]["activities"][2]["typeProperties"]["value"]
    value["value"] = value["value"].replace("runOutput.file", "runOutput.fiel")
    return Spot(PIPELINE, ("properties", "activities", 2, "typeProperties", "value", "value"))


@defect("notebook-is-used", WARNING)
def notebook_unused(subject):
    subject.texts["notebooks/injected.py"] = "# Databricks notebook source\nprint(1)\n"
    subject.line = 1
    return Spot("notebooks/injected.py")
