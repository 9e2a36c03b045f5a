"""The monitor's page in a real browser: by keyboard alone, with hostile names, without a word elsewhere."""

import time

import pytest

from arm.local import launcher
from arm.local.monitor import runs
from tests.pages.browser import NARROW, WIDE
from tests.pages.world import LONG, MARKUP, SECRET, after, wait

pytestmark = pytest.mark.pages

DEPLOYMENT = "deployments/00000000-0000-0000-0000-00000000000a/rg/release-2"
VIEWS = {
    "runs": "runs", "run": "runs/{nightly}", "broken": "runs/{broken}", "many": "runs/{many}",
    "deployments": "deployments", "deployment": DEPLOYMENT, "factory": "factory", "storage": "storage",
    "folder": "storage/acct/raw", "file": "storage/acct/raw/file/drivers.csv", "notebooks": "notebooks",
    "checks": "checks",
}  # fmt: skip


def view(world, name):
    """The address of a view."""
    return VIEWS[name].format(**world.runs)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_loads_without_an_error_or_a_request_elsewhere(browser, world, name):
    """Nothing on the console, nothing asked of anybody but Local Azure, and no address with the token in it."""
    browser.open(world.url, world.token, view(world, name))
    browser.press("ENTER")
    browser.settle()
    assert browser.console() == []
    asked = [url for url in browser.requested() if not url.startswith("about:")]
    assert [url for url in asked if not url.startswith(f"{world.url}/")] == []
    assert [url for url in asked if world.token in url and "#" not in url] == []
    assert world.token not in browser.run(
        "return location.href + document.documentElement.outerHTML + document.cookie"
    )
    assert browser.run("return localStorage.length") == 0


def test_every_view_can_be_reached_and_used_by_keyboard_alone(browser, world):
    """Into an activity's details and back, through the filter, into every other view, and to the help."""
    browser.open(world.url, world.token)
    here = lambda: browser.run("return location.hash")  # noqa: E731
    browser.press("/", *"nightly by hand", "ENTER", "ENTER")
    browser.settle()
    assert here() == f"#/runs/{world.runs['nightly']}"
    assert focused(browser) == "treegrid" and is_visible(browser)
    browser.press("DOWN", "DOWN", "DOWN", "ENTER")
    browser.until("!document.querySelector('.panel').hidden")
    assert "Each region" in browser.run("return document.querySelector('.panel h2').textContent")
    browser.press("LEFT")
    assert browser.run("return document.querySelectorAll('.grid-body .grid-row').length") < 14
    browser.press("RIGHT", "END")
    browser.until("document.querySelector('.panel h2').textContent.startsWith('Never')")
    browser.press("UP")
    browser.until("document.querySelector('.panel h2').textContent.startsWith('Report')")
    browser.press("TAB")
    while focused(browser) != "tab":
        assert is_visible(browser)
        browser.press("TAB")
    browser.press("RIGHT", "RIGHT")
    browser.until("document.querySelector('.log')?.textContent.includes('the day is 2026-11-28')")
    assert focused(browser) == "tab" and is_visible(browser)
    browser.press("ESCAPE")
    browser.until("document.querySelector('.panel').hidden")
    assert focused(browser) == "treegrid"
    browser.press("ESCAPE")
    browser.until("location.hash === '#/runs'")
    for key, name, heading in (("2", "deployments", "release-"), ("3", "factory", ""), ("4", "storage", ""),
                               ("5", "notebooks", ""), ("6", "checks", ""), ("1", "runs", "")):  # fmt: skip
        browser.press(key)
        browser.settle()
        assert here() == f"#/{name}"
        assert focused(browser) == "grid" and is_visible(browser)
        browser.press("ENTER")
        browser.settle()
        assert here().startswith(f"#/{name}/")
        assert heading in browser.text()
        browser.press("ESCAPE")
        browser.until(f"location.hash === '#/{name}'")
    browser.press("?")
    assert browser.run("return document.querySelector('dialog').open")
    browser.press("ESCAPE")
    assert not browser.run("return document.querySelector('dialog').open")
    assert focused(browser) == "grid"
    assert browser.console() == []


def test_a_run_is_a_tree(browser, world):
    """Containers hold their activities, loops their turns, and an activity the run that it started."""
    browser.open(world.url, world.token, f"runs/{world.runs['nightly']}")
    found = browser.run("""
      return [...document.querySelectorAll('.grid-body .grid-row')]
        .sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))
        .map((row) => '  '.repeat(row.getAttribute('aria-level') - 1) + row.querySelector('.name').textContent)
    """)
    turns = [line for n in range(3) for line in (f"  Iteration {n}", "    Load", "    Note")]
    assert found == ["Collect", "Is it complete", "  Settle", "Each region", *turns, "Publish", "  Rest", "  Keep",
                     "Report", "Never"]  # fmt: skip


def test_the_filter_narrows_and_the_place_in_the_list_stays(browser, world):
    """Typing narrows, Esc widens again and gives the list the focus; chips narrow by status, and say how many."""
    browser.open(world.url, world.token)
    browser.press("/", *"broken")
    assert rows(browser) == ["broken"]
    assert browser.run("return document.querySelector('.count').textContent").startswith("1 of ")
    browser.press("ESCAPE")
    assert len(rows(browser)) == len(world.runs)
    assert focused(browser) == "grid"
    browser.run(
        "[...document.querySelectorAll('.chip')].find((chip) => chip.textContent.startsWith('Failed')).click()"
    )
    assert "broken" in rows(browser) and "nightly" not in rows(browser)
    browser.press("/", *"no such run")
    assert "Nothing fits the filter" in browser.text()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", VIEWS)
def test_hostile_names_are_text_and_stay_in_their_place(browser, world, name, size):
    """Markup does nothing, what would turn text round is written out, and long names don't widen the page."""
    browser.window(size)
    browser.open(world.url, world.token, view(world, name))
    browser.press("ENTER")
    browser.settle()
    assert browser.run("return window.harmed") is None
    assert browser.run("return document.images.length") == 1
    assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
    if name in ("runs", "factory"):
        browser.go(view(world, name))
        shown = browser.run("return document.querySelector('.grid-body').textContent")
        assert MARKUP in shown and LONG in shown and "[U+202E]evil" in shown
    assert "\u202e" not in browser.run("return document.documentElement.outerHTML")


def test_details_of_hostile_names_are_text_too(browser, world):
    """The name, the error and the log of an activity, and a file's cells, that are markup."""
    browser.open(world.url, world.token, f"runs/{world.runs[MARKUP]}")
    assert MARKUP in browser.run("return document.querySelector('h1').textContent + document.title")
    browser.press("ENTER")
    browser.until("document.querySelector('.panel .trouble')?.textContent.includes('<img')")
    browser.go("notebooks")
    browser.press("/", *"fails", "ENTER", "ENTER")
    browser.until("document.querySelector('.panel h2')")
    browser.run("[...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent === 'Log').click()")
    browser.until("document.querySelector('.log')?.textContent.includes('<img')")
    browser.go("storage/acct/raw")
    browser.press("/", *"img", "ENTER", "ENTER")
    browser.until("document.querySelector('.panel th')?.textContent.includes('<img')")
    assert browser.run("return [window.harmed, document.images.length]") == [None, 1]
    assert browser.console() == []


def test_secrets_are_masked_on_the_page(browser, world):
    """In no activity of the run with the secrets, in no linked service, in no deployment."""
    browser.open(world.url, world.token, f"runs/{world.runs['secret']}")
    browser.press("ENTER")
    for name in ("Hidden", "Text", "Url"):
        browser.until(f"document.querySelector('.panel h2')?.textContent.startsWith('{name}')")
        html = browser.run("return document.documentElement.outerHTML")
        assert SECRET not in html
        assert ("it is not kept" if name == "Hidden" else "**********") in html
        browser.press("DOWN")
    for path in ("factory", "deployments/00000000-0000-0000-0000-00000000000a/rg/release-1/deployment"):
        browser.go(path)
        assert SECRET not in browser.run("return document.documentElement.outerHTML")


def test_without_the_token_it_asks_for_it(browser, world):
    """A page without the token shows nothing but how to come by it; the pasted address opens it."""
    browser.url = world.url
    browser.driver.get(f"{world.url}/#token=wrong")
    browser.until("document.querySelector('#token')")
    assert "invoke local.start" in browser.text()
    browser.press(*f"{world.url}/#token={world.token}", "ENTER")
    browser.settle()
    assert len(rows(browser)) == len(world.runs)


def test_a_list_is_as_it_was_left(browser, world):
    """Back from a run, the filter still narrows and the same row is active; so it is after another view."""
    browser.open(world.url, world.token)
    browser.press("/", *"failed", "ENTER", "DOWN", "DOWN")
    active = browser.run("return document.querySelector('.is-active').textContent")
    before = rows(browser)
    browser.press("ENTER")
    browser.settle()
    browser.press("ESCAPE")
    browser.settle()
    browser.press("2")
    browser.settle()
    browser.press("1")
    browser.settle()
    assert rows(browser) == before and len(before) < len(world.runs)
    assert browser.run("return document.querySelector('.is-active').textContent") == active
    assert focused(browser) == "grid"


def test_what_is_gone_is_told(browser, world):
    """The address of a run that isn't there says so, and Esc leads to those that are."""
    browser.open(world.url, world.token)
    browser.run("location.hash = '#/runs/nope'")
    browser.until("document.body.innerText.includes('The pipeline run with id')")
    browser.press("ESCAPE")
    browser.settle()
    assert len(rows(browser)) == len(world.runs)


def test_of_very_many_runs_the_latest_are_shown(browser, world, monkeypatch):
    """The page says that there are more than it shows."""
    monkeypatch.setattr(runs, "MOST_RUNS", 2)
    browser.open(world.url, world.token)
    told = browser.run("return document.querySelector('.count').textContent")
    assert told == f"the latest 2 of {len(world.runs)} runs"


def test_an_open_page_does_no_work_by_itself(browser, fresh):
    """What it asks while nobody touches it is not in the log of requests, and doesn't count against idleness."""
    browser.open(fresh.url, fresh.token)
    time.sleep(1)
    before, last = len(fresh.azure.journal.since(0)), fresh.server.last_request
    browser.requested()
    time.sleep(3)
    assert any("/local/monitor/runs" in url for url in browser.requested()), "it asked nothing at all"
    assert len(fresh.azure.journal.since(0)) == before
    assert fresh.server.last_request == last
    browser.press("r")
    browser.until("document.querySelector('.count').textContent === '0 runs'")
    time.sleep(0.3)
    assert fresh.server.last_request > last


def test_it_is_live_and_nothing_jumps(browser, fresh):
    """A run that starts appears by itself, its durations grow, it ends; and no element moves while that happens."""
    fresh.factory().put("pipelines", "p", {"activities": [wait("A", 2), wait("B", 2, **after("A"))]})
    browser.open(fresh.url, fresh.token)
    run = fresh.start("p")
    browser.until("document.querySelector('.grid-body .col-status')?.textContent === 'Running'", 12)
    browser.go(f"runs/{run}")
    browser.run("""
      window.moved = [];
      new PerformanceObserver((list) => {
        const moved = list.getEntries().flatMap((each) => each.sources);
        window.moved.push(...moved.map((each) => each.node?.className));
      }).observe({type: "layout-shift"});
    """)
    first = browser.run("return document.querySelector('.grid-body .col-duration').textContent")
    browser.until(f"document.querySelector('.grid-body .col-duration').textContent !== '{first}'")
    browser.until("document.querySelectorAll('.grid-body .grid-row').length === 2")
    browser.until("document.querySelector('h1').textContent.includes('Succeeded')")
    # The bars alone may move, when the time axis takes its next step.
    assert [name for name in browser.run("return window.moved") if "bar" not in (name or "").split()] == []


def test_new_rows_do_not_move_what_is_looked_at(browser, fresh):
    """In a list that is scrolled, what is in sight stays there when a run comes in above; so does the active row."""
    fresh.factory().put("pipelines", "p", {"activities": [wait("A")]})
    for _ in range(60):
        fresh.ran("p")
    browser.open(fresh.url, fresh.token)
    browser.press("END")
    active = "return document.querySelector('.is-active').id"
    place = "return document.querySelector('.is-active').getBoundingClientRect().top"
    before = browser.run(active), browser.run(place)
    fresh.ran("p")
    browser.press("r")
    browser.until("document.querySelector('.count').textContent === '61 runs'")
    assert (browser.run(active), browser.run(place)) == before


def test_a_log_grows_while_the_notebook_runs(browser, fresh):
    """What a running notebook prints appears line by line."""
    fresh.notebook(
        "/Shared/talks", 'import time\nfor n in range(40):\n    print("line", n, flush=True)\n    time.sleep(.2)'
    )
    task = {"notebook_path": "/Shared/talks"}
    body = {"run_name": "live", "existing_cluster_id": "local", "notebook_task": task}
    fresh.request("POST", "/api/2.1/jobs/runs/submit", body)
    browser.open(fresh.url, fresh.token, "notebooks")
    browser.press("ENTER")
    browser.until("document.querySelector('.log')?.textContent.includes('line 2\\n')")
    assert "Running" in browser.run("return document.querySelector('.panel h2').textContent")
    browser.until("document.querySelector('.log').textContent.includes('line 8\\n')")
    text = browser.run("return document.querySelector('.log').textContent")
    assert text.startswith("line 0\nline 1\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\n")


def test_when_local_azure_stops_it_says_so_and_keeps_what_it_showed(browser, tmp_path):
    """The page stays as it was and tells what to type."""
    instance = launcher.ensure(tmp_path)
    browser.open(instance.url, instance.token, "storage")
    launcher.stop(tmp_path)
    browser.press("r")
    browser.until("document.querySelector('.state').textContent.includes('invoke local.start')", 40)
    assert browser.run("return document.querySelector('h1').textContent") == "Storage"


@pytest.mark.parametrize("name", ["runs", "deployments", "factory", "storage", "notebooks", "checks"])
def test_an_empty_view_says_what_to_type(browser, fresh, name):
    """What would be here, and the command for it."""
    browser.open(fresh.url, fresh.token, name)
    assert browser.run("return document.querySelector('.command').textContent")
    assert browser.run("return document.querySelector('.count').textContent").startswith("0 ")


def rows(browser):
    """The names in the list, top to bottom."""
    return browser.run("""
      return [...document.querySelectorAll('.grid-body .grid-row')]
        .sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))
        .map((row) => row.querySelector('.col-name').textContent)
    """)


def focused(browser):
    """The role of what has the focus, or its tag."""
    return browser.run("return document.activeElement.getAttribute('role') ?? document.activeElement.localName")


def is_visible(browser):
    """Whether the focus can be seen: an outline around it, or in a list around the active row."""
    return browser.run("""
      const at = document.activeElement;
      if (at === document.body || !at.matches(':focus-visible')) return false;
      const row = document.getElementById(at.getAttribute('aria-activedescendant'));
      return getComputedStyle(row ?? at).outlineStyle === 'solid';
    """)
