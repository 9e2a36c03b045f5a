"""The background process: started once, found, stopped, reset, and stopped by itself."""

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from arm.commands import local as local_commands
from arm.errors import TargetError
from arm.local import connection, launcher
from arm.local.lock import ProcessLock
from arm.report import results
from arm.settings import Settings


@pytest.fixture
def state(tmp_path):
    """A state folder whose process is stopped at the end."""
    folder = tmp_path / "build" / "local"
    yield folder
    launcher.stop(folder)


def get(instance, path="/local/status"):
    """What it answers."""
    request = urllib.request.Request(instance.url + path, headers={"Authorization": f"Bearer {instance.token}"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def put_group(instance):
    """Put a resource group."""
    request = urllib.request.Request(
        f"{instance.url}/subscriptions/s/resourcegroups/rg", b'{"location": "x"}', method="PUT",
        headers={"Authorization": f"Bearer {instance.token}"},
    )  # fmt: skip
    urllib.request.urlopen(request, timeout=10).close()


def test_it_is_started_once_found_and_stopped(state):
    """`ensure` starts it, a second `ensure` finds the same, `stop` ends it, what it held is there again."""
    assert launcher.find(state) is None
    assert launcher.stop(state) is False
    first = launcher.ensure(state)
    assert launcher.ensure(state) == launcher.find(state) == first
    assert get(first)["pid"] == first.pid != os.getpid()
    put_group(first)
    assert launcher.stop(state) is True
    assert launcher.find(state) is None
    second = launcher.ensure(state)
    assert (second.token, second.url) != (first.token, first.url)
    assert get(second, "/subscriptions/s/resourcegroups/rg")["name"] == "rg"


def test_callers_that_race_get_the_same_process(state):
    """Several at once: one process, one answer."""
    found = []
    threads = [threading.Thread(target=lambda: found.append(launcher.ensure(state))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1


def test_what_it_held_survives_a_kill(state):
    """A kill -9 loses nothing that was answered, and leaves nothing in the way of the next start."""
    first = launcher.ensure(state)
    put_group(first)
    os.kill(first.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    deadline = time.monotonic() + 10
    while ProcessLock(state / connection.LOCK).is_held() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (state / connection.FILE).exists()
    assert launcher.find(state) is None
    second = launcher.ensure(state)
    assert second.pid != first.pid
    assert get(second, "/subscriptions/s/resourcegroups/rg")["name"] == "rg"


def test_the_token_is_for_its_owner_only(state):
    """The connection file has mode 0600; the token is in no repr and no command line."""
    instance = launcher.ensure(state)
    if os.name == "posix":
        assert stat.S_IMODE((state / connection.FILE).stat().st_mode) == 0o600
    assert len(instance.token) >= 32
    assert instance.token not in repr(instance)
    command = Path(f"/proc/{instance.pid}/cmdline")
    if command.exists():
        assert instance.token.encode() not in command.read_bytes()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to look into a process")
def test_it_gets_none_of_the_callers_secrets(state, monkeypatch):
    """Its environment, and so that of notebooks, has what programs need to run and nothing else."""
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "pl4nted")
    instance = launcher.ensure(state)
    found = Path(f"/proc/{instance.pid}/environ").read_bytes()
    assert b"PATH=" in found
    assert b"pl4nted" not in found


def test_it_stops_when_idle(state):
    """After its idle time without a request it ends by itself, and takes its connection file with it."""
    launcher.ensure(state, idle_minutes=0.01)
    deadline = time.monotonic() + 20
    while ProcessLock(state / connection.LOCK).is_held():
        assert time.monotonic() < deadline, "it didn't stop"
        time.sleep(0.05)
    assert not (state / connection.FILE).exists()


def test_an_open_page_does_not_keep_it_up(state):
    """What the page asks by itself counts as nobody's work, however often; nor does it fill the log of requests."""
    instance = launcher.ensure(state, idle_minutes=0.02)
    headers = {"Authorization": f"Bearer {instance.token}", "X-Local-Refresh": "1"}
    deadline = time.monotonic() + 20
    while ProcessLock(state / connection.LOCK).is_held():
        assert time.monotonic() < deadline, "it didn't stop"
        with contextlib.suppress(OSError):
            request = urllib.request.Request(f"{instance.url}/local/monitor/runs", headers=headers)
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5).close()
        time.sleep(0.05)


def test_the_log_of_requests_leaves_out_what_an_open_page_asks_by_itself(start_local):
    """A page that is open for hours doesn't push out what clients asked; what a person asks for is there."""
    local = start_local()
    local.request("GET", "/local/monitor/runs", headers={"X-Local-Refresh": "1"})
    local.request("GET", "/local/monitor/deployments")
    paths = [entry["path"] for entry in local.request("GET", "/local/requests")[2]["value"]]
    assert paths == ["/local/monitor/deployments"]


def test_the_address_of_the_page_has_the_token_for_eyes_only(tmp_path):
    """`local.start` gives the page's address without it; for a person at a terminal it is put behind the #."""
    settings = Settings(build=tmp_path)
    try:
        started = local_commands.start(settings)
        token = connection.read(tmp_path / "local").token
        assert started.page == f"{started.url}/"
        assert token not in results.local(started) and token not in results.to_json(started)
        assert "it asks for the token of" in results.local(started)
        shown = results.local(local_commands.with_token(settings, started))
        assert shown.splitlines()[1] == f"Monitor: {started.url}/#token={token}"
    finally:
        stopped = local_commands.stop(settings)
    assert "Monitor" not in results.local(stopped)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_on_a_terminal_the_address_opens_the_page(tmp_path):
    """At a terminal `invoke local.start` prints the address with the token; into a pipe it doesn't."""
    import pty

    (tmp_path / "tasks.py").write_text("from arm.collection import namespace\n", encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-m", "invoke", "local.start"]
    options = {"cwd": tmp_path, "env": environ, "timeout": 60, "check": True}
    try:
        ours, theirs = pty.openpty()
        subprocess.run(command, stdout=theirs, stderr=subprocess.DEVNULL, **options)
        os.close(theirs)
        shown = os.read(ours, 65536).decode()
        os.close(ours)
        piped = subprocess.run(command, capture_output=True, text=True, **options)
        token = connection.read(tmp_path / "build/local").token
    finally:
        launcher.stop(tmp_path / "build/local")
    assert f"/#token={token}" in shown
    assert "Monitor: http://127.0.0.1" in piped.stdout and token not in piped.stdout + piped.stderr


def test_requests_keep_it_up(state):
    """It doesn't end while it is asked."""
    instance = launcher.ensure(state, idle_minutes=0.02)
    for _ in range(8):
        time.sleep(0.4)
        assert get(instance)["pid"] == instance.pid


def test_reset_deletes_what_it_wrote_and_nothing_else(state):
    """Other files of the folder stay, such as what tasks report there."""
    put_group(launcher.ensure(state))
    (state / "check.json").write_text("{}", encoding="utf-8")
    launcher.reset(state)
    assert [path.name for path in state.iterdir()] == ["check.json"]
    assert launcher.find(state) is None


def test_reset_leaves_a_folder_alone_that_it_never_used(tmp_path):
    """A folder with the same names in it, but not its own, isn't touched."""
    (tmp_path / "storage").mkdir()
    (tmp_path / "storage" / "mine.txt").write_text("mine", encoding="utf-8")
    launcher.reset(tmp_path)
    assert (tmp_path / "storage" / "mine.txt").exists()


def test_a_stale_connection_file_is_told_apart(state):
    """A file that names a port where something else answers, or nothing, is no running Local Azure."""
    state.mkdir(parents=True)
    for text in ('{"url": "http://127.0.0.1:9", "pid": 1, "token": "x"}', "{", '{"url": 1}', "[]"):
        (state / connection.FILE).write_text(text, encoding="utf-8")
        assert launcher.find(state) is None
    assert get(launcher.ensure(state))["state"] == str(state.resolve())


def test_a_start_that_fails_says_why(tmp_path):
    """The last line of its log is in the error, which ends with exit code 3."""
    (tmp_path / "storage").write_text("not a folder", encoding="utf-8")
    (tmp_path / "store").write_text("not a folder", encoding="utf-8")
    with pytest.raises(TargetError) as caught:
        launcher.ensure(tmp_path)
    assert "Local Azure can't start: " in str(caught.value) and "store" in str(caught.value)
    assert caught.value.exit_code == 3


def test_a_state_folder_that_cant_be_made_is_told(tmp_path):
    """A file where a folder should be is one line, not a traceback."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(TargetError, match="can't keep its state"):
        launcher.ensure(tmp_path / "file" / "local")


def test_a_folder_named_arm_is_not_taken_for_ours(tmp_path, monkeypatch):
    """Started from a repository that has an `arm` of its own, it is still this one."""
    (tmp_path / "arm").mkdir()
    (tmp_path / "arm" / "__init__.py").write_text("raise RuntimeError('the wrong arm')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    launcher.ensure(Path("build/local"))
    assert launcher.stop(Path("build/local"))


def test_the_launcher_is_cheap_to_import():
    """Commands import it to look for a process: no server, no client, no data frame comes with it."""
    code = (
        "import sys, arm.local.launcher; "
        "print([name for name in ('http.server', 'azure', 'pandas', 'requests') if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    shown = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
