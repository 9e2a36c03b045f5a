"""The pages that `invoke matrix` and `invoke graph` write, opened as files: by keyboard, light and dark, narrow."""

from pathlib import Path

import pytest

from arm.commands import graph, matrix
from arm.report.graph_html import as_html as graph_page
from arm.report.matrix_html import as_html as matrix_page
from arm.settings import Settings
from tests.pages.browser import NARROW, WIDE
from tests.pages.test_accessibility import SERIOUS, findings

pytestmark = pytest.mark.pages

FOLDER = Path(__file__).resolve().parents[1] / "commands" / "side_by_side"
SETTINGS = Settings(source=FOLDER / "adf", overrides=FOLDER / "overrides")
SEED = Settings(source=Path(__file__).resolve().parents[2] / "adf")
DOCUMENTS = {"matrix": lambda: matrix_page(matrix.run(SETTINGS)), "graph": lambda: graph_page(graph.run(SEED))}


@pytest.fixture
def opened(browser, tmp_path):
    """Open one of the documents as a file."""

    def opened(name):
        file = tmp_path / f"{name}.html"
        file.write_text(DOCUMENTS[name](), encoding="utf-8")
        browser.driver.get(file.as_uri())
        browser.until("!document.querySelector('.tools').hidden")
        return browser

    return opened


def _rows(browser):
    """The label and sign of every row in sight."""
    shown = "[...document.querySelectorAll('tr.row')].filter((row) => row.offsetParent)"
    texts = "(row) => ['.label', '.sign'].map((part) => row.querySelector(part).textContent).join('')"
    return browser.run(f"return {shown}.map({texts})")


def test_the_matrix_is_filtered_by_name_value_and_difference(opened):
    """The slash jumps to the filter, Escape clears it; the switch leaves what differs."""
    browser = opened("matrix")
    everything = _rows(browser)
    browser.press("/", *"https://qa")
    assert _rows(browser) == ["url≠"]
    browser.press("ESCAPE")
    assert _rows(browser) == everything
    browser.press("TAB", "SPACE")
    assert _rows(browser) == [row for row in everything if not row.endswith("=")]


def test_an_environment_that_is_hidden_does_not_count(opened):
    """Without the one that differs the row is the same everywhere."""
    browser = opened("matrix")
    assert "url≠" in _rows(browser)
    browser.run("document.querySelectorAll('[name=environment]')[1].click()")
    assert "url=" in _rows(browser)


def _nodes(browser):
    script = "return [...document.querySelectorAll('.node:not([hidden])')].map((node) => node.dataset.key).sort()"
    return browser.run(script)


def test_the_graph_is_narrowed_to_what_a_resource_touches(opened):
    """By its name in the search or with Enter on its box; Escape shows all again."""
    browser = opened("graph")
    everything = _nodes(browser)
    browser.press("/", *"datasets/RawFile")
    browser.run("const steps = document.querySelector('[name=steps]'); steps.value = '1';"
                "steps.dispatchEvent(new Event('change', {bubbles: true}))")  # fmt: skip
    near = ["datasets/RawFile", "linkedServices/AzureBlobStorage", "pipelines/data-ingestion-pipeline"]
    assert _nodes(browser) == near
    assert "needed by (1)" in browser.text()
    browser.press("ESCAPE")
    assert _nodes(browser) == everything
    browser.run("document.querySelector('[data-key=\"triggers/daily-ingestion\"]').focus()")
    browser.press("ENTER")
    assert _nodes(browser) == ["pipelines/data-ingestion-pipeline", "triggers/daily-ingestion"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_accessible_and_asks_for_nothing(opened, browser, axe, name, scheme, size):
    """No serious finding, contrast included; no request but for the file itself, no word on the console."""
    browser.window(size)
    browser.scheme(scheme)
    opened(name)
    assert [url for url in browser.requested() if not url.startswith(("file:", "about:"))] == []
    assert browser.console() == []
    assert [found for found in findings(browser, axe) if found[0] in SERIOUS] == []
