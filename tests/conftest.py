"""Fixtures that every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair, not a claim.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data, or a skip that says so: a stranger's clone doesn't have it."""
    folder = Path(os.environ.get("ADFOPS_REFERENCE_DATA") or ROOT.parent / "shared")
    if not (folder / "golden").is_dir():
        pytest.skip(f"no reference data at {folder} (set ADFOPS_REFERENCE_DATA)")
    return folder
