"""The suite's own fixtures, also where it runs from a checkout and isn't installed."""

from arm.pytest_plugin import adf, adf_source, notebook, notebook_source

__all__ = ["adf", "adf_source", "notebook", "notebook_source"]
