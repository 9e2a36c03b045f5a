"""The notebooks under test: run with `notebook.run`, or as modules of their functions, without running a cell."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

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
def raw_file(tmp_path_factory) -> Path:
    """A raw file of the generator's."""
    spec = importlib.util.spec_from_file_location("driver_prediction", ROOT / "data" / "driver_prediction.py")
    generator = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = generator
    spec.loader.exec_module(generator)
    path = tmp_path_factory.mktemp("raw") / "driver.csv"
    generator.write(path, ROWS)
    return path
