"""Which requests are sent again, after which pause, and when that ends: the same for every client."""

import threading

import pytest

from arm.cloud.patience import Halted, Patience, is_safe, retry_after


class Fail(Exception):
    """No answer."""


def send(answers, *, safe=True, **bounds):
    """Send a request that gets these answers one after the other; how often it was sent, and the last answer."""
    left, sent = list(answers), []

    def request():
        sent.append(1)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    patience = Patience(**{"first": 0.001, "most": 0.01, **bounds})
    last = patience.send(
        request,
        lambda answer: (answer, {}) if isinstance(answer, int) else answer,
        safe=safe,
        unanswered=lambda error: isinstance(error, Fail),
        unsent=lambda error: isinstance(error, ConnectionRefusedError),
    )
    return len(sent), last


@pytest.mark.parametrize("passing", [408, 429, 500, 502, 503, 504])
def test_what_passes_is_waited_for(passing):
    """A busy or broken service is asked again until it answers."""
    assert send([passing, passing, 200]) == (3, 200)


@pytest.mark.parametrize("final", [200, 201, 400, 401, 403, 404, 409, 412, 501])
def test_an_answer_is_an_answer(final):
    """What won't change is not asked again."""
    assert send([final]) == (1, final)


def test_tries_and_time_are_bounded():
    """The last answer is given back as it is, and the last failure raised."""
    assert send([500] * 9, tries=4) == (4, 500)
    with pytest.raises(Fail):
        send([Fail()] * 9, tries=3)
    assert send([(503, {"Retry-After": "60"}), 200], seconds=30)[0] == 1


def test_what_is_not_safe_is_repeated_only_if_it_was_not_done():
    """A run isn't started twice because an answer was lost; one that was turned away or not sent at all is."""
    assert send([500, 200], safe=False) == (1, 500)
    assert send([429, 200], safe=False) == (2, 200)
    assert send([ConnectionRefusedError(), 200], safe=False) == (2, 200)
    with pytest.raises(Fail):
        send([Fail(), 200], safe=False)


def test_waiting_ends_when_the_work_is_called_off():
    """Ctrl-C doesn't wait for a pause to pass."""
    halt = threading.Event()
    halt.set()
    with pytest.raises(Halted):
        send([(429, {"Retry-After": "100"}), 200], halt=halt)


@pytest.mark.parametrize(
    ("method", "path", "safe"),
    [
        ("GET", "/x", True),
        ("PUT", "/x", True),
        ("DELETE", "/x", True),
        ("PATCH", "/x", False),
        ("POST", "/factories/f/triggers/t/start", True),
        ("POST", "/factories/f/triggers/t/stop", True),
        ("POST", "/factories/f/pipelines/p/createRun", False),
        ("POST", "/factories/f/pipelineruns/r/cancel", True),
        ("POST", "/factories/f/pipelineruns/r/queryActivityruns", True),
        ("POST", "/deployments/d/exportTemplate", True),
        ("POST", "/api/2.0/workspace/import", True),
        ("POST", "/api/2.0/jobs/runs/submit", True),
        ("POST", "/api/2.0/jobs/run-now", False),
    ],
)
def test_which_requests_may_be_sent_twice(method, path, safe):
    """By the method, and by the action of a POST."""
    assert is_safe(method, path) is safe


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"retry-after-ms": "250", "Retry-After": "1"}, 0.25),
        ({"x-ms-retry-after-ms": "1500"}, 1.5),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_what_the_service_says(headers, seconds):
    """In seconds, milliseconds or as a date."""
    assert retry_after(headers) == seconds
