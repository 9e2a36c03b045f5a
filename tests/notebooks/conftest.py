"""The notebooks under test: run with `notebook.run`, or as modules of their functions, without running a cell."""

from types import ModuleType

import pytest

from arm.pytest_plugin import notebook, notebook_source

__all__ = ["notebook", "notebook_source"]


@pytest.fixture
def prepare_data(notebook) -> ModuleType:
    """The functions of notebooks/prepare_data.py."""
    return notebook.functions("prepare_data")


@pytest.fixture
def ingestion(notebook) -> ModuleType:
    """The functions of notebooks/test_data_ingestion.py."""
    return notebook.functions("test_data_ingestion")
