"""The notebooks under test, as modules of their functions: no cell runs, no cluster is needed."""

from pathlib import Path
from types import ModuleType

import pytest

from arm.runtime.definitions import load_definitions

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture(scope="session")
def prepare_data() -> ModuleType:
    """The functions of notebooks/prepare_data.py."""
    return load_definitions(NOTEBOOKS / "prepare_data.py")


@pytest.fixture(scope="session")
def ingestion() -> ModuleType:
    """The functions of notebooks/test_data_ingestion.py."""
    return load_definitions(NOTEBOOKS / "test_data_ingestion.py")
