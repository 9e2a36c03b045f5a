"""The route table: what is there, what isn't, and its page in the documentation."""

from pathlib import Path

import pytest

from arm.local import documentation

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("method", "path", "file"),
    [
        ("GET", "/nowhere", "a new folder of arm/local"),
        ("PUT", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataFactory/factories/f/new/x",
         "arm/local/datafactory/routes.py"),
        ("GET", "/subscriptions/s/resourcegroups/rg/providers/Microsoft.Resources/deployments/d/whatIf",
         "arm/local/resource_manager/routes.py"),
        ("PATCH", "/subscriptions/s/resourcegroups/rg", "arm/local/resource_manager/group_routes.py"),
        ("GET", "/api/2.0/clusters/list", "arm/local/databricks/routes.py"),
        ("POST", "/blob/acct/container/blob", "arm/local/storage/routes.py"),
        ("GET", "/local/nope", "arm/local/admin/routes.py"),
    ],
)  # fmt: skip
def test_an_unknown_route_says_where_to_add_it(local, method, path, file):
    """501, with the file of the service it belongs to; and that file is there."""
    status, _, found = local.request(method, path)
    assert (status, found["error"]["code"]) == (501, "NotImplemented")
    assert found["error"]["message"] == f"Local Azure has no route for {method} {path}: add it in {file}"
    assert (ROOT / file).exists() or file.startswith("a new")


def test_paths_are_matched_in_any_case(local):
    """Clients write resourcegroups and resourceGroups; both mean the same."""
    local.request("PUT", "/SUBSCRIPTIONS/s/ResourceGroups/RG", {"location": "West Europe"})
    status, _, found = local.request("GET", "/subscriptions/s/resourcegroups/rg/")
    assert (status, found["name"], found["location"]) == (200, "RG", "westeurope")


def test_resource_groups(local):
    """Created, found, listed, moved by nobody, and deleted with all that is in them."""
    client = local.with_factory().groups
    assert client.check_existence("rg") and not client.check_existence("nope")
    assert [each.name for each in client.list()] == ["rg"]
    status, _, found = local.request(
        "PUT", "/subscriptions/00000000-0000-0000-0000-00000000000a/resourcegroups/rg", {"location": "eastus"}
    )
    assert (status, found["error"]["code"]) == (409, "InvalidResourceGroupLocation")
    client.begin_delete("rg").result()
    assert list(client.list()) == []
    assert list(local.with_factory("other").factory.factories.list()) != []
    assert [each.name for each in local.factory.factories.list()] == ["other"]


def test_two_clients_at_once(local):
    """Many requests side by side all get their own answer."""
    from concurrent.futures import ThreadPoolExecutor

    local.with_factory()

    def put(number):
        name = f"p{number}"
        local.factory.pipelines.create_or_update("rg", "f", name, {"properties": {"description": name}})
        return local.factory.pipelines.get("rg", "f", name).as_dict()["properties"]["description"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(put, range(40))) == [f"p{number}" for number in range(40)]
    assert len(list(local.factory.pipelines.list_by_factory("rg", "f"))) == 40


def test_every_route_says_what_it_does_and_what_that_rests_on(local):
    """A route has a sentence, and unless it is our own, a link."""
    for route in local.server.table.routes:
        assert route.summary.endswith("."), route
        assert route.link.startswith("https://") or route.basis == "our own", route


def test_the_page_of_routes_is_up_to_date():
    """docs/local-azure.md is what the generator writes."""
    written = (ROOT / documentation.FILE).read_text(encoding="utf-8")
    assert written == documentation.text(), "run: python -m arm.local.documentation"


def test_a_bug_of_ours_is_an_answer_not_a_dropped_connection(local, monkeypatch, capfd):
    """An exception in a handler is a 500 and goes to the log; the next request is served."""
    monkeypatch.setattr(local.azure.groups, "all", lambda _: 1 / 0)
    status, _, found = local.request("GET", "/subscriptions/s/resourcegroups")
    assert (status, found["error"]["code"]) == (500, "InternalServerError")
    assert "ZeroDivisionError" in capfd.readouterr().err
    assert local.request("GET", "/local/status")[0] == 200
