"""Deployments over a slow line: the halves go side by side, and what is unchanged costs a few requests."""

import json
import statistics
import time
import urllib.request

import pytest

from arm.local import launcher
from tests.deployment.conftest import Site, pipeline, trigger

pytestmark = pytest.mark.bench
RESOURCES, TRIGGERS, NOTEBOOKS = 400, 20, 60
DELAY = 100  # milliseconds, added to every request
PAGE = 50
ROUNDS = 3


class Remote:
    """A Local Azure in a process of its own, as commands start it."""

    def __init__(self, folder):
        self.state = folder / "build" / "local"
        self.instance = launcher.ensure(self.state)

    def known_from(self, folder):
        """Nothing to do: it stands where commands look for it."""

    def forget_requests(self):
        """Begin the log of requests anew."""
        self._ask("DELETE", "/local/requests")

    def set_dials(self, **dials):
        """Set the dials."""
        self._ask("PUT", "/local/dials", dials)

    def requests(self):
        """Method and path of all requests, but for Local Azure's own routes."""
        found = self._ask("GET", "/local/requests")["value"]
        return [(each["method"], each["path"]) for each in found if not each["path"].startswith("/local/")]

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.instance.token}"}
        request = urllib.request.Request(self.instance.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as response:
            found = response.read()
        return json.loads(found) if found else None


def deployment(folder, parts):
    """Deploy to a target where nothing is, then again: the seconds of the first, the requests of the second."""
    folder.mkdir()
    target = Remote(folder)
    try:
        site = Site(folder, target)
        for number in range(RESOURCES - TRIGGERS):
            site.put(f"pipelines/p{number}", pipeline(*([f"p{number - 1}"] if number % 5 else [])))
        for number in range(TRIGGERS):
            site.put(f"triggers/t{number}", trigger(f"p{number}", state="Started" if number % 2 else "Stopped"))
        for number in range(NOTEBOOKS):
            site.notebook(f"n{number}.py", f"print({number})")
        target.set_dials(delayMilliseconds=DELAY)
        start = time.monotonic()
        site.deploy(parts=parts)
        seconds = time.monotonic() - start
        site.deploy(parts=parts)
        return seconds, target.requests()
    finally:
        launcher.stop(target.state)


def test_both_halves_take_little_longer_than_the_longer_one(tmp_path):
    """400 resources and 60 notebooks, 100 ms added to every request: at most 1.3 times the longer half."""
    halves = {"notebooks": ("notebooks",), "factory": ("factory",), "both": ("notebooks", "factory")}
    took = {name: [] for name in halves}
    deployment(tmp_path / "first", ("factory",))  # what is imported once isn't measured
    for number in range(ROUNDS):
        for name, parts in halves.items():
            seconds, requests = deployment(tmp_path / f"{name}{number}", parts)
            took[name].append(seconds)
    middle = {name: statistics.median(seconds) for name, seconds in took.items()}
    longer = max(middle["notebooks"], middle["factory"])
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in middle.items())
    print(f"\n{told}: both take {middle['both'] / longer:.2f} times the longer half")
    pages = -(-(RESOURCES - TRIGGERS) // PAGE) + -(-TRIGGERS // PAGE)
    print(f"unchanged, both: {len(requests)} requests, {pages} of them pages of {PAGE}")
    assert len(requests) <= 12 + pages
    assert middle["both"] <= 1.3 * longer
