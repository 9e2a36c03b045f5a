"""Secrets of a notebook: found by dbutils.secrets, and shown nowhere."""

import json

import pytest

from arm.runtime import Secrets

SECRETS = {"kv": {"password": "hunter2-swordfish", "user": "hunter2"}, "empty": {}}


@pytest.fixture
def guarded(azure):
    """Surroundings with secrets."""
    azure.settings["secrets"] = Secrets(SECRETS)
    return azure


def test_secrets_are_found_as_on_databricks(guarded):
    """Their values, as text and as bytes, their keys and their scopes; what isn't there is told."""
    source = (
        "import json\nget = dbutils.secrets.get\nfound = [len(get('kv', 'password')), "
        "dbutils.secrets.getBytes(scope='kv', key='user') == get('kv', 'user').encode(), "
        "[each.key for each in dbutils.secrets.list('kv')], "
        "[each.name for each in dbutils.secrets.listScopes()]]\n"
        "for call in (lambda: get('kv', 'none'), lambda: get('no', 'user'), lambda: dbutils.secrets.list('no')):\n"
        "    try:\n        call()\n    except ValueError as error:\n        found.append(str(error))\n"
        "dbutils.notebook.exit(json.dumps(found))"
    )
    assert json.loads(guarded.notebook(source).exit_value) == [
        17,
        True,
        ["password", "user"],
        ["kv", "empty"],
        "Secret does not exist with scope: kv and key: none",
        "Secret does not exist with scope: no and key: user",
        "Scope no does not exist",
    ]


@pytest.mark.parametrize(
    "show",
    [
        "print(secret)",
        "import sys\nprint('x', secret, secret, file=sys.stderr)",
        "import os\nfor letter in secret:\n    os.write(1, letter.encode())",
        "import os\nos.write(1, b'y' * 65530 + secret.encode() + b'y' * 65530 + secret.encode())",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', f'print({secret!r})'])",
        "secret",
        "dbutils.notebook.exit(secret)",
        "raise ValueError(secret)",
        "dbutils.notebook.run('./child', 0)",
    ],
)
def test_a_secret_is_shown_nowhere(guarded, show):
    """Log, exit value, message and traceback have [REDACTED] in its place, and no file of the run holds it."""
    guarded.notebooks["/Shared/child"] = "print(dbutils.secrets.get('kv', 'password'))"
    result = guarded.notebook(f"secret = dbutils.secrets.get('kv', 'password')\n{show}")
    log = result.log.read_text(encoding="utf-8")
    assert "[REDACTED]" in log + json.dumps([result.exit_value, result.error])
    assert "swordfish" not in log + json.dumps([result.exit_value, result.error])
    files = [file for file in guarded.folder.rglob("*") if file.is_file()]
    assert [file for file in files if b"swordfish" in file.read_bytes()] == []


def test_the_longer_of_two_secrets_is_hidden_whole(guarded):
    """One that begins like another leaves no rest."""
    result = guarded.notebook(
        "user, password = (dbutils.secrets.get('kv', key) for key in ('user', 'password'))\n"
        "print(password, user, 'end')"
    )
    assert result.log.read_text(encoding="utf-8") == "[REDACTED] [REDACTED] end\n"


def test_a_secret_goes_to_the_notebook_that_asked_for_a_notebook(guarded):
    """What a child exits with is its caller's, whole."""
    guarded.notebooks["/Shared/child"] = "dbutils.notebook.exit(dbutils.secrets.get('kv', 'password'))"
    result = guarded.notebook("dbutils.notebook.exit(len(dbutils.notebook.run('./child', 0)))")
    assert result.exit_value == "17"


def test_generated_secrets_are_there_for_every_name(azure):
    """As on Local Azure: the same one each time, whatever scope and key."""
    azure.settings["secrets"] = Secrets(generated=lambda scope, key: f"{scope}+{key}")
    assert azure.notebook("dbutils.notebook.exit(len(dbutils.secrets.get('a', 'bc')))").exit_value == "4"
