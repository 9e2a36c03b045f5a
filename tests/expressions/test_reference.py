"""docs/expressions.md is what the function table says."""

import json
from pathlib import Path

from arm.expressions.builtin import FUNCTIONS
from arm.expressions.reference import reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "expressions.md"

DOCUMENTED = json.loads((Path(__file__).parent / "cases" / "functions.json").read_text(encoding="utf-8"))


def test_the_page_is_fresh():
    """The page equals what `python -m arm.expressions.reference` writes."""
    assert PAGE.read_text(encoding="utf-8") == reference()


def test_all_documented_functions_are_there():
    """Every function of Data Factory's documentation is in the table, under its own name."""
    assert {FUNCTIONS[name.lower()].name for name in DOCUMENTED} == set(DOCUMENTED)


def test_every_function_says_what_it_gives_and_where_it_is_documented():
    """No row of the page is empty."""
    for function in FUNCTIONS.values():
        assert function.purpose.endswith(".")
        assert function.link.startswith("https://learn.microsoft.com/")
