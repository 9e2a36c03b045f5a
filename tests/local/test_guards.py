"""Who may talk to Local Azure, and what is refused whoever asks."""

import base64
import http.client
import json
import socket

import pytest

from arm.local import guards
from arm.local.monitor import pages

TOKEN = "the-token-of-this-instance"
PATHS = ("/local/status", "/local/monitor/runs", "/subscriptions/s/resourcegroups/rg",
         "/api/2.0/workspace/list?path=/", "/blob/acct?comp=list", "/nowhere")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer wrong", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", f"Digest {TOKEN}", TOKEN,
     "Basic " + base64.b64encode(f"me:{TOKEN}".encode()).decode(), "Basic %%%"],
)  # fmt: skip
def test_every_route_needs_the_token(local, path, authorization):
    """Without exactly the token every route answers 401, known or not."""
    status, headers, _ = plain(local, path, {} if authorization is None else {"Authorization": authorization})
    assert status == 401
    assert headers["WWW-Authenticate"] == "Bearer"


def test_every_route_of_the_table_needs_the_token(local):
    """None is left out but the page's files and WebHooks' addresses: each pattern answers 401 without the token."""
    open_ones = []
    for route in local.server.table.routes:
        path = route.pattern.replace("...}", "}").replace("{", "x").replace("}", "y")
        connection = http.client.HTTPConnection("127.0.0.1", local.port, timeout=10)
        connection.request(route.method, path)
        if connection.getresponse().status != 401:
            open_ones.append((route.method, route.pattern))
        connection.close()
    assert sorted(open_ones) == [("GET", "/"), ("GET", "/monitor/{file...}"), ("POST", "/local/callbacks/{key}")]


def test_the_files_of_the_page_tell_nothing(local):
    """They need no token because they are the same for everybody: the files of the package, and no other."""
    local.with_factory("hush-factory")
    assert plain(local, "/", {})[2] == (pages.FOLDER / "index.html").read_bytes()
    for name in ("app.js", "style.css", "icon.svg", "views/runs.js"):
        assert plain(local, f"/monitor/{name}", {})[2] == (pages.FOLDER / name).read_bytes()
    for name in ("../pages.py", "..%2fpages.py", "views/../app.js", "%2e%2e/pages.py", "views", "nope.js", "views/"):
        assert plain(local, f"/monitor/{name}", {})[0] == 404, name
    assert plain(local, "/monitor/app.js", {"Host": "evil.example"})[0] == 403
    assert plain(local, "/monitor/app.js", {"Origin": "https://evil.example"})[0] == 403
    assert local.request("POST", "/monitor/app.js", headers={"Authorization": ""})[0] == 401


def test_the_page_is_bound_by_a_strict_policy(local):
    """Nothing inline runs, nothing is loaded from elsewhere, no text becomes markup, no other page frames it."""
    for path in ("/", "/monitor/app.js", "/monitor/style.css"):
        headers = plain(local, path, {})[1]
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy.pop("require-trusted-types-for") == "'script'"
        assert set(policy.values()) == {"'none'", "'self'"}
        assert policy["default-src"] == policy["frame-ancestors"] == policy["trusted-types"] == "'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    page = plain(local, "/", {})[2].decode()
    assert "<style" not in page and "style=" not in page and "<script>" not in page and "//" not in page


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:{port}", 200), ("localhost:{port}", 200), ("[::1]:{port}", 200), ("evil.example:{port}", 403),
     ("127.0.0.1.evil.example:{port}", 403), ("127.0.0.1", 403), ("127.0.0.1:1", 403), ("", 403),
     ("user@evil.example:{port}", 403), ("[:{port}", 403)],
)  # fmt: skip
def test_the_host_must_be_loopback(local, host, status):
    """A name that someone else points at this machine is refused, token or not."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": host.format(port=local.port)}
    assert plain(local, "/local/status", headers)[0] == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://127.0.0.1:{port}", 200), ("http://localhost:{port}", 200), ("https://evil.example", 403),
     ("null", 403), ("", 403), ("http://127.0.0.1:1", 403), ("http://localhost.evil.example:{port}", 403)],
)  # fmt: skip
def test_a_foreign_origin_is_refused(local, origin, status):
    """Pages of other sites, and of other ports of this machine, are refused."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Origin": origin.format(port=local.port)}
    assert plain(local, "/local/status", headers)[0] == status


def test_it_listens_on_loopback_only(local):
    """The socket is bound to 127.0.0.1, so no other machine reaches it."""
    assert local.server.server_address[0] == "127.0.0.1"
    assert local.server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("path", ["/api/2.0/workspace/mkdirs", "/blob/acct/container/blob"])
def test_a_body_that_is_too_long_is_refused_unread(local, path, monkeypatch):
    """What a request says of its length is bounded, for blobs too, before anything is read."""
    monkeypatch.setattr(guards, "MAXIMUM_JSON", 1000)
    monkeypatch.setattr(guards, "MAXIMUM_BLOB", 1000)
    method = "PUT" if path.startswith("/blob") else "POST"
    assert local.request(method, path, b"x" * 1001)[0] == 413
    assert local.request("GET", "/local/status")[0] == 200


def test_a_huge_body_is_not_waited_for(local):
    """A client that announces terabytes gets its answer at once, and the connection ends."""
    head = (
        f"POST /local/shutdown HTTP/1.1\r\nHost: 127.0.0.1:{local.port}\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Content-Length: 99999999999999\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", local.port), timeout=10) as connection:
        connection.sendall(head.encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close" in answer


@pytest.mark.parametrize("extra", ["Transfer-Encoding: chunked", "Content-Length: ten", "Content-Length: -1"])
def test_a_body_of_unknown_length_is_refused(local, extra):
    """A body must say how long it is, so that none is endless or taken for the next request."""
    head = (
        f"POST /local/shutdown HTTP/1.1\r\nHost: 127.0.0.1:{local.port}\r\nAuthorization: Bearer {TOKEN}\r\n{extra}"
    )
    with socket.create_connection(("127.0.0.1", local.port), timeout=10) as connection:
        connection.sendall(f"{head}\r\n\r\n".encode())
        answer = connection.recv(65536)
    assert answer.split(b" ")[1] in (b"411", b"400")
    assert b"\r\nConnection: close\r\n" in answer


TRAVERSALS = ["..", "../x", "a/../../x", "..%2f..%2fx", "%2e%2e/x", "a//b", "a\\..\\x", "./x", "a/.", "x%00y"]


@pytest.mark.parametrize("name", TRAVERSALS)
def test_blob_names_stay_in_their_container(local, name):
    """A name that would leave the container, or be no file, is refused; nothing is written outside."""
    local.request("PUT", "/blob/acct/container?restype=container")
    before = files(local.state)
    status, _, _ = local.request("PUT", f"/blob/acct/container/{name}", b"x", {"x-ms-blob-type": "BlockBlob"})
    assert status == 400
    assert files(local.state) == before


def test_a_link_that_leads_out_of_a_container_is_not_followed(local, tmp_path):
    """A link among the blobs doesn't open the rest of the disk."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    local.request("PUT", "/blob/acct/container?restype=container")
    try:
        (local.state / "storage/acct/container/out").symlink_to(tmp_path)
    except OSError:
        pytest.skip("links can't be made here")
    assert local.request("GET", "/blob/acct/container/out/secret.txt")[0] == 400


@pytest.mark.parametrize("path", ["/Shared/../../x", "/../x", "Shared/x", "/Shared//x", "/Shared/a\\..\\b", "/.."])
def test_workspace_paths_stay_in_the_workspace(local, path):
    """A path that would leave the workspace is refused by every route that takes one."""
    before = files(local.state)
    body = {"path": path, "language": "PYTHON", "content": "eA==", "overwrite": True, "recursive": True}
    for action in ("import", "mkdirs", "delete"):
        status, _, found = local.request("POST", f"/api/2.0/workspace/{action}", body)
        assert (status, found["error_code"]) == (400, "INVALID_PARAMETER_VALUE"), action
    for action in ("export", "list", "get-status"):
        quoted = path.replace("\\", "%5C")
        assert local.request("GET", f"/api/2.0/workspace/{action}?path={quoted}")[0] == 400
    assert files(local.state) == before


@pytest.mark.parametrize("account", ["..", "a", "UPPER", "a_b", "x" * 25])
def test_storage_accounts_have_accounts_names(local, account):
    """An account's name is a folder's, so only what Azure allows is taken."""
    assert local.request("PUT", f"/blob/{account}/container?restype=container")[0] == 400


def test_factory_names_never_become_paths(local):
    """Names of resources with slashes, dots and devices' names are stored under safe file names."""
    local.request("PUT", "/subscriptions/s/resourcegroups/rg", {"location": "x"})
    base = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataFactory/factories"
    for name in ("..%2F..%2Fevil", "CON", "a.b", "%F0%9F%98%80", "x" * 200):
        assert local.request("PUT", f"{base}/{name}", {"location": "x"})[0] == 200
    assert len(local.request("GET", base)[2]["value"]) == 5
    assert not list(local.state.parent.rglob("*evil.json"))


def test_the_log_of_requests_has_no_secrets(local):
    """It keeps method, path, status and duration: no header, no query, no body."""
    local.request("PUT", "/blob/acct/container?restype=container&sig=s3cret", b"s3cret", {"X-Secret": "s3cret"})
    found = local.request("GET", "/local/requests")[2]["value"]
    assert [entry.keys() for entry in found] == [{"number", "method", "path", "status", "milliseconds"}]
    assert "s3cret" not in json.dumps(found)


def plain(local, path, headers):
    """A GET with exactly these headers: status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", local.port, timeout=10)
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    found = response.status, response.headers, response.read()
    connection.close()
    return found


def files(folder):
    """All files and folders, wherever a name could have led."""
    return sorted(str(path) for path in folder.parent.rglob("*"))
