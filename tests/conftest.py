"""Fixtures that every test may ask for."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair, not a claim.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def generator() -> ModuleType:
    """The generator of raw driver files, data/driver_prediction.py, as a module."""
    script = ROOT / "data" / "driver_prediction.py"
    spec = importlib.util.spec_from_file_location("driver_prediction_generator", script)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data, or a skip that says so: a stranger's clone doesn't have it."""
    folder = Path(os.environ.get("ADFOPS_REFERENCE_DATA") or ROOT.parent / "shared")
    if not (folder / "golden").is_dir():
        pytest.skip(f"no reference data at {folder} (set ADFOPS_REFERENCE_DATA)")
    return folder
