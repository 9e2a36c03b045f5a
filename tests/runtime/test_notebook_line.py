"""The line to a notebook's process: only that process may use it."""

import json
import socket

import pytest

from arm.runtime.notebooks.line import Line


def send(line, *messages):
    """A connection that has sent these lines."""
    connection = socket.create_connection(("127.0.0.1", line.port), timeout=10)
    for message in messages:
        connection.sendall(message if isinstance(message, bytes) else json.dumps(message).encode() + b"\n")
    return connection


@pytest.fixture
def line():
    """A line that answers one call."""
    found = Line({"double": lambda n: 2 * n})
    yield found
    found.close()


@pytest.mark.parametrize("hello", [b"", b"{}\n", b"no JSON\n", {"token": "guessed"}, [1]], ids=str)
def test_who_doesnt_know_the_token_is_shown_out(line, hello):
    """And doesn't keep the process that does from its place, whether it speaks or not."""
    with send(line, hello) as stranger, send(line, {"token": line.token}, _call(2)) as ours:
        assert json.loads(ours.makefile().readline()) == {"id": 1, "value": 4}
        assert stranger.recv(1) == b""


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ({"call": "double", "id": 1, "arguments": {"n": None}}, "unsupported operand"),
        ({"call": "none", "id": 1, "arguments": {}}, "none"),
        ({"call": "double", "id": 1, "arguments": {}}, "missing 1 required positional argument"),
    ],
)
def test_every_call_is_answered(line, call, told):
    """One that can't be carried out as well: the notebook waits for it."""
    with send(line, {"token": line.token}, call) as ours:
        assert told in json.loads(ours.makefile().readline())["refused"]


def _call(number):
    return {"call": "double", "id": 1, "arguments": {"n": number}}
