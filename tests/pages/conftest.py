"""The browser and the Local Azure that the tests of the page share."""

import os
from pathlib import Path

import pytest

from tests.pages.browser import WIDE, Browser, chromium
from tests.pages.filled import fill
from tests.pages.world import World

AXE = Path(os.environ.get("ADFOPS_AXE", "build/axe/node_modules/axe-core/axe.min.js"))


@pytest.fixture(scope="session")
def chromium_browser(tmp_path_factory):
    """A headless Chromium; without one (or without selenium) its tests are skipped."""
    pytest.importorskip("selenium", reason="selenium isn't installed: run nox -s pages")
    if not chromium():
        pytest.skip("no Chromium with its driver here: install Debian's chromium and chromium-driver, or the like")
    found = Browser(tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


@pytest.fixture
def browser(chromium_browser):
    """The browser, wide and light, with what it has said before forgotten."""
    chromium_browser.window(WIDE)
    chromium_browser.scheme("light")
    chromium_browser.driver.get("about:blank")
    chromium_browser.console()
    chromium_browser.requested()
    return chromium_browser


@pytest.fixture(scope="session")
def world(tmp_path_factory, chromium_browser):
    """A Local Azure with something of everything; `runs` are the ids of its runs by pipeline."""
    found = World(tmp_path_factory.mktemp("world") / "state")
    found.runs = fill(found)
    yield found
    found.close()


@pytest.fixture
def fresh(tmp_path, chromium_browser):
    """A Local Azure with nothing in it."""
    found = World(tmp_path / "state")
    yield found
    found.close()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core; its tests are skipped without it."""
    if not AXE.is_file():
        pytest.skip(f"axe-core isn't at {AXE}: nox -s pages installs it with npm")
    return AXE.read_text(encoding="utf-8")
