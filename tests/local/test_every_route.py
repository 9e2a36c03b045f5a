"""Every route that Azure has, too, answers Azure's own clients."""

from arm.local.routing import Basis
from arm.local.wire import Request
from tests.local.calls import calls


def test_every_route_answers_azures_own_clients(local):
    """Each route is reached by a real client's call, and answers with success; a route without a call fails here."""
    routes = {(route.method, route.pattern) for route in local.server.table.routes if route.basis is not Basis.OURS}
    known = calls()
    assert sorted(routes - known.keys()) == [], "add a call for them in tests/local/calls.py"
    assert sorted(known.keys() - routes) == [], "there is no such route any more"
    problems = [problem for route, call in known.items() if (problem := missed(local, route, call))]
    assert problems == []


def missed(local, route, call):
    """What is wrong with a call that should have led to a route, "" if it did and succeeded."""
    before = len(local.azure.journal.since(0))
    try:
        call(local)
    except Exception as error:
        return f"{route}: {type(error).__name__}: {error}"
    entries = local.azure.journal.since(before)
    for entry in entries:
        found, _ = local.server.table.find(Request(entry["method"], entry["path"]))
        if (found.method, found.pattern) == route and 200 <= entry["status"] < 300:
            return ""
    return f"{route}: not among {[(entry['method'], entry['path'], entry['status']) for entry in entries]}"
