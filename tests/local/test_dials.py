"""Faults and delays as dials."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from azure.core.exceptions import HttpResponseError

GROUP = "/subscriptions/s/resourcegroups/rg"
BODY = {"location": "westeurope"}


def statuses(local, count):
    """The statuses of so many requests for one group, 404 while it isn't there."""
    return [local.request("GET", GROUP)[0] for _ in range(count)]


def test_a_fault_strikes_as_often_as_it_says(local):
    """It lets `skip` requests pass, strikes `times` times, then no more."""
    fault = {"method": "GET", "path": "/RESOURCEGROUPS/", "skip": 1, "times": 2, "status": 503}
    local.request("PUT", "/local/dials", {"faults": [fault]})
    assert statuses(local, 5) == [404, 503, 503, 404, 404]


def test_throttling_says_when_to_come_back(local):
    """429 comes with Retry-After, and Azure's own client waits and goes on."""
    local.request("PUT", "/local/dials", {"faults": [{"path": "/rg", "status": 429, "retryAfter": 0.01}]})
    status, headers, body = local.request("GET", GROUP)
    assert (status, headers["Retry-After"], body["error"]["code"]) == (429, "0.01", "TooManyRequests")


def test_a_fault_before_the_change_leaves_things_as_they_were(local):
    """A 500 before the change: nothing has happened."""
    local.request("PUT", "/local/dials", {"faults": [{"method": "PUT", "path": "/rg"}]})
    assert local.request("PUT", GROUP, BODY)[0] == 500
    assert local.request("GET", GROUP)[0] == 404


def test_a_fault_after_the_change_comes_when_it_is_made(local):
    """A 500 after the change: the client doesn't know, but it has happened."""
    local.request("PUT", "/local/dials", {"faults": [{"method": "PUT", "path": "/rg", "after": True}]})
    assert local.request("PUT", GROUP, BODY)[0] == 500
    assert local.request("GET", GROUP)[0] == 200


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_drops_before_or_after_the_change(local, after):
    """The client gets no answer at all; whether the change was made is the dial's choice."""
    local.request("PUT", "/local/dials", {"faults": [{"number": 1, "drop": True, "after": after}]})
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        local.request("PUT", GROUP, BODY)
    assert local.request("GET", GROUP)[0] == (200 if after else 404)
    assert local.request("GET", "/local/requests")[2]["value"][1]["status"] == 0


@pytest.mark.parametrize("after", [False, True])
def test_a_request_is_held_until_the_dials_are_set_anew(local, after):
    """Meanwhile others are answered and it is told that it waits; then its connection ends without an answer."""
    local.request(
        "PUT", "/local/dials", {"faults": [{"method": "PUT", "path": "/rg$", "hold": True, "after": after}]}
    )
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(local.request, "PUT", GROUP, BODY)
        while not local.request("GET", "/local/dials")[2]["held"]:
            time.sleep(0.01)
        assert local.request("GET", "/local/dials")[2] == {
            "requests": 1,
            "struck": [1],
            "held": [{"method": "PUT", "path": GROUP}],
        }
        assert local.request("GET", GROUP)[0] == (200 if after else 404)
        local.request("PUT", "/local/dials", {})
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            waiting.result()
    assert local.request("GET", GROUP)[0] == (200 if after else 404)


def test_a_fault_can_name_one_request_by_its_number(local):
    """Counting starts when the dials are set, and leaves Local Azure's own routes out."""
    statuses(local, 3)
    local.request("PUT", "/local/dials", {"faults": [{"number": 2, "status": 502, "code": "Bad", "message": "so"}]})
    local.request("GET", "/local/status")
    assert statuses(local, 3) == [404, 502, 404]
    local.request("PUT", "/local/dials", {})
    assert statuses(local, 3) == [404, 404, 404]


def test_every_request_can_be_made_slower(local):
    """The delay is waited by every request, but not by Local Azure's own routes."""
    local.request("PUT", "/local/dials", {"delayMilliseconds": 120})
    start = time.monotonic()
    local.request("GET", GROUP)
    assert time.monotonic() - start >= 0.12


def test_a_deployment_fails_half_way(local, template, resource):
    """The resource that the dial names fails; those before it are deployed, and stay so."""
    local.with_factory()
    dial = {"failAt": 2, "status": 409, "code": "Conflict", "message": "Another operation is in progress."}
    local.request("PUT", "/local/dials", {"deployment": dial})
    with pytest.raises(HttpResponseError) as caught:
        local.deploy(
            template(
                resource("pipelines/a"), resource("pipelines/b", {}, "pipelines/a"),
                resource("pipelines/c", {}, "pipelines/b"),
            )
        )  # fmt: skip
    assert [(each.code, each.message) for each in caught.value.error.details] == [
        ("Conflict", "Another operation is in progress.")
    ]
    assert [each.name for each in local.factory.pipelines.list_by_factory("rg", "f")] == ["a"]


@pytest.mark.parametrize(
    "dials",
    [{"nope": 1}, {"faults": [{"nope": 1}]}, {"faults": [{"path": "["}]}, {"deployment": {"polls": 1, "x": 2}}],
)
def test_a_dial_that_is_not_there_is_refused(local, dials):
    """A mistyped dial would make a test that tests nothing."""
    assert local.request("PUT", "/local/dials", dials)[0] == 400
