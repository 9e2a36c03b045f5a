"""Notebook sources for tests."""

HEADER = "# Databricks notebook source\n"
SEPARATOR = "\n# COMMAND ----------\n"


def cells(*texts: str) -> str:
    """A notebook's source of these cells; the second one begins two lines after the end of the first."""
    return HEADER + SEPARATOR.join(texts)


def magic(text: str) -> str:
    """A cell of a magic: each line marked as one."""
    return "\n".join(f"# MAGIC {line}".rstrip() for line in text.splitlines())
