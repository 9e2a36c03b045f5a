"""Notebooks, run as Databricks does: cell by cell, in a process of its own that sees nothing of ours."""

from arm.runtime.notebooks.result import NotebookResult
from arm.runtime.notebooks.run import run_notebook

__all__ = ["NotebookResult", "run_notebook"]
