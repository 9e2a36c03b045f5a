"""Databricks' `display` and `displayHTML`: here a value's own text, in the log."""

from typing import Any


def display(*values: Any, **_: Any) -> None:
    """Print each value; of a Spark table its first rows."""
    for value in values:
        if hasattr(value, "show") and hasattr(value, "schema"):
            value.show()
        else:
            print(value)


def displayHTML(html: Any = "", **named: Any) -> None:
    """Print the text of the page."""
    print(named.get("html", html))


def summarize(table: Any, precise: bool = False) -> None:
    """Print what dbutils.data.summarize tells of a table: counts, ranges and quantiles of its columns."""
    display(table.summary() if hasattr(table, "summary") else table.describe(include="all"))
