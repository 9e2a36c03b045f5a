"""Fixtures for unit tests of pipelines and notebooks: pytest loads them wherever the suite is installed.

docs/testing-pipelines.md shows how they are used.
"""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from arm.runtime.testing import FactoryUnderTest


@pytest.fixture(scope="session")
def adf_source(pytestconfig: pytest.Config) -> Path:
    """The root folder of the factory's sources: `adf/` beside pytest's configuration; override it for another."""
    return pytestconfig.rootpath / "adf"


@pytest.fixture(scope="session")
def adf(adf_source: Path, tmp_path_factory: pytest.TempPathFactory) -> "FactoryUnderTest":
    """The factory, to run its pipelines on answers: `adf.run("a-pipeline", {"parameter": 1}, answers={…})`."""
    from arm.runtime.testing import FactoryUnderTest

    return FactoryUnderTest.read(adf_source, tmp_path_factory.mktemp("adf"))


@pytest.fixture(scope="session")
def load_notebook() -> Callable[[Path], ModuleType]:
    """What gives a notebook's functions, classes and CONSTANTS as a module; no cell of it is run."""
    from arm.runtime.definitions import load_definitions

    return load_definitions
