"""What is kept: over restarts and kills, without secrets, and told when it can't be read."""

import json

import pytest
from databricks_cli.runs.api import RunsApi
from hypothesis import given
from hypothesis import strategies as st

from arm.armlanguage.secure import MASK
from arm.local.azure import LocalAzure
from arm.local.datafactory.masking import place
from arm.local.store import Store

SECRET = "pl4nted-s3cret"
LINKED = {
    "AzureBlobStorage": {
        "type": "AzureBlobStorage",
        "typeProperties": {
            "connectionString": f"AccountName=acct;AccountKey={SECRET};EndpointSuffix=core.windows.net"
        },
    },
    "AzureDatabricks": {
        "type": "AzureDatabricks",
        "typeProperties": {"domain": "https://x", "accessToken": {"type": "SecureString", "value": SECRET}},
    },
    "Rest": {
        "type": "RestService",
        "typeProperties": {"url": "https://x", "authHeaders": {"key": {"type": "SecureString", "value": SECRET}}},
    },
}


def nothing_leaked(state):
    """No file of the state holds the secret."""
    found = [path for path in state.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert found == []


def test_everything_is_there_after_a_restart(start_local, template, resource):
    """Groups, factories, resources, trigger states, deployments, mounts, blobs and notebooks outlive the process."""
    local = start_local().with_factory()
    local.deploy(template(resource("pipelines/p", {"description": "x"}), resource("triggers/t")), name="d")
    local.factory.triggers.begin_start("rg", "f", "t").result()
    local.request("PUT", "/local/mounts", {"/mnt/raw": {"account": "acct", "container": "raw"}})
    local.request("PUT", "/blob/acct/raw?restype=container")
    local.request("PUT", "/blob/acct/raw/a/b.csv", b"1,2", {"x-ms-blob-type": "BlockBlob"})
    before = snapshot(local)
    local.close()
    assert snapshot(start_local()) == before


def snapshot(local):
    """What clients can see."""
    return (
        [each.as_dict() for each in local.groups.list()],
        [each.as_dict() for each in local.factory.factories.list()],
        [each.as_dict() for each in local.factory.pipelines.list_by_factory("rg", "f")],
        [each.as_dict() for each in local.factory.triggers.list_by_factory("rg", "f")],
        [each.as_dict() for each in local.deployments.deployments.list_by_resource_group("rg")],
        len(list(local.deployments.deployment_operations.list("rg", "d"))),
        local.request("GET", "/local/mounts")[2],
        local.request("GET", "/blob/acct/raw/a/b.csv")[2],
    )


@pytest.mark.parametrize("name", LINKED)
def test_secrets_of_linked_services_are_masked_and_not_written(local, name):
    """A secret that is put comes back masked, and no file has it."""
    client = local.with_factory().factory.linked_services
    client.create_or_update("rg", "f", "ls", {"properties": LINKED[name]})
    found = json.dumps(client.get("rg", "f", "ls").as_dict())
    assert SECRET not in found
    if "SecureString" in json.dumps(LINKED[name]):
        assert MASK in found
    nothing_leaked(local.state)


def test_secure_parameters_of_a_deployment_are_written_nowhere(local, template, resource):
    """Not where they are used, not in the record, its template, outputs or operations; not in an answer."""
    local.with_factory()
    local.deploy(
        template(
            resource("linkedServices/ls", {"type": "AzureSqlDatabase", "typeProperties": {
                "connectionString": "[concat('Server=s;Password=', parameters('secret'))]",
                "password": {"type": "SecureString", "value": "[parameters('secret')]"}}}),
            resource("linkedServices/literal", {"type": "X", "typeProperties": {
                "password": {"type": "SecureString", "value": SECRET}}}),
            resource("pipelines/p", {"activities": [{"name": "w", "type": "WebActivity", "typeProperties": {
                "headers": {"Authorization": "[variables('header')]"}}}]}),
            parameters={"secret": {"type": "secureString"}, "b": {"type": "secureString", "defaultValue": SECRET}},
            variables={"header": "[concat('Bearer ', parameters('secret'))]"},
            outputs={"o": {"type": "string", "value": "[parameters('secret')]"}},
        ),
        {"secret": {"value": SECRET}},
        "d",
    )  # fmt: skip
    seen = [
        local.deployments.deployments.get("rg", "d").as_dict(),
        dict(local.deployments.deployments.export_template("rg", "d").template),
        *[each.as_dict() for each in local.deployments.deployment_operations.list("rg", "d")],
        *[each.as_dict() for each in local.factory.linked_services.list_by_factory("rg", "f")],
        *[each.as_dict() for each in local.factory.pipelines.list_by_factory("rg", "f")],
    ]
    assert SECRET not in json.dumps(seen)
    assert seen[0]["properties"]["parameters"]["secret"] == {"type": "SecureString"}
    assert seen[0]["properties"]["outputs"] == {"o": {"type": "String"}}
    nothing_leaked(local.state)


def test_key_vault_references_get_a_generated_value_that_is_not_kept(local, template, resource):
    """The deployment goes on as if the vault had answered; what it answered is nowhere."""
    local.with_factory()
    vault = {"keyVault": {"id": "/subscriptions/s/vaults/v"}, "secretName": "key"}
    local.deploy(
        template(
            resource("linkedServices/ls", {"type": "AzureSqlDatabase", "typeProperties": {
                "password": {"type": "SecureString", "value": "[parameters('secret')]"}}}),
            parameters={"secret": {"type": "secureString"}},
        ),
        {"secret": {"reference": vault}},
    )  # fmt: skip
    value = local.azure.key_vault_secret(vault)
    assert len(value) == 64 and value == local.azure.key_vault_secret(vault)
    assert value != local.azure.key_vault_secret({**vault, "secretName": "other"})
    assert not [path for path in local.state.rglob("*") if path.is_file() and value.encode() in path.read_bytes()]


def test_runs_know_the_account_of_a_secret_connection_string(local, template, resource):
    """The account's name is kept aside for runs; clients still see the mask."""
    local.with_factory()
    local.deploy(
        template(
            resource("linkedServices/ls", {"type": "AzureBlobStorage", "typeProperties": {
                "connectionString": {"type": "SecureString", "value": "[parameters('c')]"}}}),
            parameters={"c": {"type": "secureString"}},
        ),
        {"c": {"value": f"DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={SECRET}"}},
    )  # fmt: skip
    deployed = local.azure.runs.deployed((SUBSCRIPTION, "rg", "f")).linked_services["ls"]
    assert deployed["typeProperties"]["connectionString"] == "DefaultEndpointsProtocol=https;AccountName=acct;"
    shown = local.factory.linked_services.get("rg", "f", "ls").as_dict()
    assert shown["properties"]["typeProperties"]["connectionString"] == {"type": "SecureString", "value": MASK}
    nothing_leaked(local.state)


SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"


@given(st.text(alphabet="abcK=; ", max_size=30))
def test_only_places_of_a_connection_string_are_kept(text):
    """Whatever a key is called, if it isn't known to say where, it and its value go."""
    assert SECRET not in place(f"AccountName=a;{text}Key={SECRET};Password={SECRET}")
    assert SECRET not in place(SECRET)


def test_a_corrupt_file_is_refused_with_a_message_and_kept_aside(start_local):
    """The rest is served, the file is kept under another name, and its place and fault are told."""
    local = start_local().with_factory()
    local.factory.pipelines.create_or_update("rg", "f", "good", {"properties": {}})
    local.factory.pipelines.create_or_update("rg", "f", "bad", {"properties": {}})
    local.close()
    (path,) = (local.state / "store").rglob("bad.json")
    path.write_text('{"key": [', encoding="utf-8")
    again = start_local()
    assert [each.name for each in again.factory.pipelines.list_by_factory("rg", "f")] == ["good"]
    (problem,) = again.request("GET", "/local/status")[2]["problems"]
    assert str(path) in problem and "not JSON" in problem and "bad.json.corrupt" in problem
    assert path.with_name("bad.json.corrupt").read_text(encoding="utf-8") == '{"key": ['


BROKEN = ("", "nul", "null", "5", "[]", '{"key": 5, "value": {}}', '{"key": [], "value": {}}', '{"key": ["mounts"]}')


def test_whatever_a_state_file_holds_the_rest_is_served(start_local, template, resource):
    """Each file in turn is torn, or holds something else: it is refused and kept, and Local Azure starts."""
    local = start_local().with_factory()
    local.deploy(template(resource("pipelines/p"), resource("triggers/t")), name="d")
    local.request("PUT", "/local/mounts", {"/mnt/raw": {"account": "acct", "container": "raw"}})
    local.factory.pipelines.create_run("rg", "f", "p")
    RunsApi(local.databricks).submit_run({"run_name": "r", "notebook_task": {"notebook_path": "/x"}}, version="2.0")
    local.close()
    paths = sorted((local.state / "store").rglob("*.json"))
    assert len(paths) > 8
    for path in paths:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text)
        others = [json.dumps({**document, "value": value}) for value in (None, 5, [], {"properties": 1}, {"id": "x"})]
        moved = json.dumps({**document, "key": [*document["key"], "deeper"]})
        for broken in (*BROKEN, *others, text[: len(text) // 2], moved):
            path.write_text(broken, encoding="utf-8")
            again = LocalAzure(local.state, "t")
            again.close()
            aside = path.with_name(path.name + ".corrupt")
            if path.exists():  # nothing is asked of the mounts but that they are an object
                assert path.name in ("mounts.json",) and again.store.problems == []
            else:
                (problem,) = again.store.problems
                assert str(path) in problem and aside.read_text(encoding="utf-8") == broken
            path.write_text(text, encoding="utf-8")


def test_a_deployment_that_was_cut_off_counts_as_failed(start_local, template, resource):
    """After a kill in the middle, the record says that it failed, and the name can be used again."""
    local = start_local().with_factory()
    local.request("PUT", "/local/dials", {"deployment": {"polls": 100}})
    body = {"properties": {"mode": "Incremental", "template": template(resource("pipelines/p"))}}
    local.deployments.deployments.begin_create_or_update("rg", "d", body, polling=False)
    killed = start_local()  # the first one is left as it is, as a kill would leave its files
    found = killed.deployments.deployments.get("rg", "d").properties
    assert (found.provisioning_state, found.error.code) == ("Failed", "InternalServerError")
    assert killed.deployments.deployments.begin_create_or_update("rg", "d", body).result().name == "d"


documents = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner, max_size=3), max_leaves=6
)


@given(st.dictionaries(st.text(min_size=1, max_size=20).map(str.lower), documents, max_size=6))
def test_documents_of_any_name_survive(tmp_path_factory, values):
    """Whatever a document is called, it is found again when the store is opened anew."""
    folder = tmp_path_factory.mktemp("store")
    store = Store(folder)
    for name, value in values.items():
        store.put(("kind", name), value)
    again = Store(folder)
    assert {name: again.get("kind", name) for name in values} == values
    assert len(again.children("kind")) == len(values)


def test_deleting_takes_everything_below(tmp_path):
    """A document's children go with it, in memory and on disk; its neighbours stay."""
    store = Store(tmp_path)
    for key in (("a",), ("a", "b"), ("a", "b", "c"), ("ab",)):
        store.put(key, "x")
    store.delete("A")
    for each in (store, Store(tmp_path)):
        assert each.get("a") is each.get("a", "b") is each.get("a", "b", "c") is None
        assert each.get("ab") == "x"
        assert each.below() == ["ab"]
