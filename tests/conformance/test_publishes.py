"""What the exporter owes to real publishes: the shares it reaches on the reference data."""

import os
from pathlib import Path

import pytest

from arm.history.causes import TODAY
from tests.conformance.publishes import THIRD_ERA, Publish, publishes
from tests.conformance.report import document

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "conformance.md"
pytestmark = pytest.mark.conformance


@pytest.fixture(scope="session")
def everything(reference_data) -> list[Publish]:
    """Every publish of the reference data."""
    return publishes(reference_data)


def short_of(found: list[Publish], level: str, **how) -> list[str]:
    """The publishes that don't reach a level; there must be some to judge by."""
    assert found
    return [publish.id for publish in found if not publish.reaches(level, **how)]


@pytest.mark.parametrize("level", ["parameters", "resources", "values", "globals", "complete"])
def test_todays_publishes_are_equal(everything, level):
    """Publishes since 2024-10 that agree with their source are equal at every level that knows no order."""
    found = [publish for publish in everything if publish.consistent and publish.published >= TODAY]
    assert short_of(found, level) == []


@pytest.mark.parametrize("level", ["document", "bytes", "linked"])
def test_todays_publishes_in_standard_order_are_equal_to_the_byte(everything, level):
    """Where resources stand in the standard order, the whole document, its bytes and linked templates are equal."""
    standard = [publish for publish in everything if publish.consistent and publish.standard_order]
    assert short_of([publish for publish in standard if publish.published >= TODAY], level) == []


@pytest.mark.parametrize("level", ["document", "bytes", "linked"])
def test_the_order_of_resources_is_all_that_differs_in_the_others(everything, level):
    """A publish with a tail of resources edited in its session is equal once they stand in the order it has them."""
    found = [p for p in everything if p.consistent and not p.standard_order and p.published >= TODAY]
    assert short_of(found, level, reordered=True) == []


@pytest.mark.parametrize("level", ["parameters", "values", "globals", "complete"])
def test_publishes_of_the_third_era_have_equal_parameters(everything, level):
    """Since 2023-10 parameters, their values and the global parameters are equal."""
    found = [publish for publish in everything if publish.consistent and publish.published >= THIRD_ERA]
    assert short_of(found, level) == []


def test_nine_in_ten_publishes_of_the_third_era_have_equal_resources(everything):
    """Since 2023-10 at least nine in ten have equal resources; the rest is older than a change of the portal."""
    found = [publish for publish in everything if publish.consistent and publish.published >= THIRD_ERA]
    assert len(short_of(found, "resources")) <= len(found) / 10


def test_every_publish_can_be_exported(everything):
    """No source of any era makes the exporter fail."""
    assert all(publish.score().levels for publish in everything)


def test_definition_files_of_all_eras_give_the_published_parameters(everything):
    """With the generation of their day, all consistent publishes with a definition file have equal parameters.

    But for parameters that default to themselves: those can't be deployed, and the exporter doesn't write them.
    """
    found = [publish for publish in everything if publish.consistent and publish.custom_definition]
    unequal = short_of(found, "parameters", dated=True)
    assert [p.id for p in found if p.id in unequal and not _only_circular(p)] == []


def _only_circular(publish: Publish) -> bool:
    differences = [d for d in publish.score(dated=True).template if not d.resource]
    return all(d.path[2:] == ("defaultValue",) and d.wanted == f"[parameters('{d.path[1]}')]" for d in differences)


def test_default_rules_of_all_eras_give_the_published_parameters(everything):
    """With the generation of their day, 95 % of the publishes without a definition file have equal parameters."""
    found = [publish for publish in everything if publish.consistent and not publish.custom_definition]
    assert len(short_of(found, "parameters", dated=True)) <= len(found) * 0.05


def test_the_page_is_fresh(everything):
    """docs/conformance.md says what the reference data show today; ADFOPS_WRITE_DOCS=1 writes it anew."""
    page = document(everything)
    if os.environ.get("ADFOPS_WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == page
