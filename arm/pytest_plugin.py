"""Fixtures for unit tests of pipelines and notebooks: pytest loads them wherever the suite is installed.

docs/testing-pipelines.md and docs/testing-notebooks.md show how they are used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from arm.runtime.notebooks.testing import NotebooksUnderTest
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
def notebook_source(pytestconfig: pytest.Config) -> Path:
    """The folder of the notebooks: `notebooks/` beside pytest's configuration; override it for another."""
    return pytestconfig.rootpath / "notebooks"


@pytest.fixture
def notebook(notebook_source: Path, tmp_path: Path) -> "NotebooksUnderTest":
    """The notebooks, to run them (`notebook.run("name", {"widget": 1})`) or to test their functions alone."""
    from arm.runtime.notebooks.testing import NotebooksUnderTest

    return NotebooksUnderTest(notebook_source, tmp_path / "notebook")
