"""The notebooks under test: run with `notebook.run`, or as modules of their functions, without running a cell."""

import copy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from arm.pytest_plugin import notebook, notebook_source

__all__ = ["notebook", "notebook_source"]
ROOT = Path(__file__).resolve().parents[2]
ROWS = 2_000


@pytest.fixture
def prepare_data(notebook) -> ModuleType:
    """The functions of notebooks/prepare_data.py."""
    return notebook.functions("prepare_data")


@pytest.fixture
def ingestion(notebook) -> ModuleType:
    """The functions of notebooks/test_data_ingestion.py."""
    return notebook.functions("test_data_ingestion")


@pytest.fixture(scope="session")
def raw_file(generator, tmp_path_factory) -> Path:
    """A raw file of the generator's."""
    path = tmp_path_factory.mktemp("raw") / "driver.csv"
    generator.write(path, ROWS)
    return path


@pytest.fixture
def expected(ingestion) -> dict[str, Any]:
    """What notebooks/driver_expectations.py declares, to be changed at will."""
    return copy.deepcopy(ingestion.EXPECTATIONS)
