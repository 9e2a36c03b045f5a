"""The suite's own fixtures, also where it runs from a checkout and isn't installed."""

from arm.pytest_plugin import adf, adf_source, load_notebook

__all__ = ["adf", "adf_source", "load_notebook"]
