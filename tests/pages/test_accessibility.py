"""axe-core over every view, light and dark, wide and narrow."""

import pytest

from tests.pages.browser import NARROW, WIDE
from tests.pages.test_page import VIEWS, view

pytestmark = pytest.mark.pages

SERIOUS = ("serious", "critical")


def findings(browser, axe):
    """What axe-core finds: impact, rule, and the elements it is about. Best practices count as well."""
    browser.run(axe)
    found = browser.driver.execute_async_script("axe.run().then(arguments[0])")
    return [
        (
            each["impact"],
            each["id"],
            [node["target"] for node in each["nodes"]][:5],
            each["nodes"][0]["failureSummary"],
        )
        for each in found["violations"]
    ]


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)], ids=["light", "dark", "narrow"]
)
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_accessible(browser, world, axe, name, scheme, size):
    """No serious finding, contrast included, in the list as in the details beside it."""
    browser.window(size)
    browser.scheme(scheme)
    browser.open(world.url, world.token, view(world, name))
    listed = findings(browser, axe)
    browser.press("ENTER")
    browser.settle()
    found = listed + findings(browser, axe)
    print(f"{name} {scheme} {size[0]}: {len(found)} findings {[each[:2] for each in found]}")
    assert [each for each in found if each[0] in SERIOUS] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_in_help_and_empty_views_are_accessible(browser, fresh, axe, scheme):
    """What is shown before there is anything to show."""
    browser.scheme(scheme)
    browser.driver.get(f"{fresh.url}/#token=wrong")
    browser.until("document.querySelector('#token')")
    found = findings(browser, axe)
    browser.open(fresh.url, fresh.token)
    found += findings(browser, axe)
    browser.press("?")
    found += findings(browser, axe)
    assert [each for each in found if each[0] in SERIOUS] == []


def test_the_dark_scheme_is_dark(browser, world):
    """The page follows what the system prefers."""
    grounds = []
    for scheme in ("light", "dark"):
        browser.scheme(scheme)
        browser.open(world.url, world.token)
        grounds.append(browser.run("return getComputedStyle(document.body).backgroundColor"))
    light, dark = (sum(map(int, ground.removeprefix("rgb(").removesuffix(")").split(","))) for ground in grounds)
    assert light > 3 * 200 and dark < 3 * 40
