"""Deploying: what is planned is what happens, and what is unchanged is left alone."""

import json
import re

import pytest

from arm.errors import NotInOrder, TargetError, UsageError
from arm.events import State
from tests.deployment.conftest import ENVIRONMENT, pipeline, trigger

NOTEBOOKS = {"site/deep/two.py", "site/one.py"}


def actions(plan):
    """What a plan would do, but for what it leaves alone."""
    return {(item.action, item.resource) for item in plan.items if item.action not in ("unchanged", "keep")}


def posted(site, action):
    """The names of the triggers that were started or stopped."""
    return [m[1] for _, path in site.target.requests() if (m := re.search(rf"/triggers/([^/]+)/{action}$", path))]


def changes(site):
    """The requests that change something other than adfops's own notes."""
    return [
        (method, path)
        for method, path in site.target.requests()
        if method != "GET" and not re.search(r"/deployments/adfops-local-[0-9a-f]{6}(-turn-[0-9a-f-]+)?$", path)
    ]


def test_a_first_deployment_brings_everything(site):
    """Resources, notebooks in their folders, and a new trigger started where its source says so."""
    release = site.deploy()
    assert site.there == {"pipelines/inner", "pipelines/outer", "triggers/daily", "triggers/idle"}
    assert site.states == {"daily": "Started", "idle": "Stopped"}
    assert {path.removeprefix("Shared/") for path in site.target.state()["notebooks"]} == NOTEBOOKS
    assert set(release.notebooks) == {"/Shared/site/one", "/Shared/site/deep/two"}
    assert json.loads((site.folder / "build/local/release.json").read_text("utf-8"))["id"] == release.id


def test_what_is_unchanged_is_left_alone(deployed):
    """A second deployment sends nothing that changes anything, and says which release stands."""
    first = json.loads((deployed.folder / "build/local/release.json").read_text("utf-8"))["id"]
    release = deployed.deploy()
    assert changes(deployed) == []
    assert (release.id, release.fresh) == (first, False)
    assert len(deployed.target.requests()) <= 12


def test_only_what_changed_is_sent(deployed):
    """One changed pipeline is one resource in the deployment; no trigger is touched for it, no notebook imported."""
    deployed.put("pipelines/outer", pipeline("inner", description="new"))
    assert actions(deployed.plan()) == {("change", "pipelines/outer")}
    release = deployed.deploy()
    operations = deployed.target.azure.deployments.operations(*deployed.where, release.id)
    assert [each["properties"]["targetResource"]["resourceName"].split("/")[-1] for each in operations] == ["outer"]
    assert posted(deployed, "stop") == posted(deployed, "start") == []
    assert [path for method, path in changes(deployed) if "workspace" in path] == []


def test_only_triggers_that_change_are_stopped(deployed):
    """The changed one is stopped and started again; an environment's wish stops or starts others."""
    deployed.put("triggers/daily", trigger("outer", state="Started", minute=7))
    deployed.environment(ENVIRONMENT, triggers={"idle": "Started"})
    planned = actions(deployed.plan())
    assert planned == {
        ("stop", "triggers/daily"),
        ("change", "triggers/daily"),
        ("start", "triggers/daily"),
        ("start", "triggers/idle"),
    }
    deployed.deploy()
    assert posted(deployed, "stop") == ["daily"]
    assert sorted(posted(deployed, "start")) == ["daily", "idle"]
    assert deployed.states == {"daily": "Started", "idle": "Started"}


def test_a_state_that_a_person_chose_is_kept(deployed):
    """Where the environment says nothing, a trigger stopped by hand stays stopped, even if it changes."""
    deployed.switch("daily", "Stopped")
    deployed.put("triggers/daily", trigger("outer", state="Started", minute=7))
    assert actions(deployed.plan()) == {("change", "triggers/daily")}
    deployed.deploy()
    assert deployed.states["daily"] == "Stopped"


def test_what_somebody_changed_at_the_target_is_put_right(deployed):
    """A resource that differs from what was deployed is deployed again."""
    kind = deployed.kinds["pipelines"]
    deployed.target.azure.resources.put(deployed.factory, kind, "inner", {"properties": {"description": "by hand"}})
    assert actions(deployed.plan()) == {("change", "pipelines/inner")}


def test_a_changed_notebook_is_imported_alone(deployed):
    """Only its text counts, not its line ends; verify finds what was changed in the workspace."""
    deployed.notebook("one.py", "11")
    path = deployed.folder / "notebooks" / "deep" / "two.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert actions(deployed.plan()) == {("import", "/Shared/site/one")}
    deployed.deploy()
    deployed.target.azure.workspace.write("/Shared/site/one", "PYTHON", b"# Databricks notebook source\nx", True)
    assert actions(deployed.plan()) == set()
    assert actions(deployed.plan(verify=True)) == {("import", "/Shared/site/one")}


def test_what_is_gone_is_deleted_only_on_demand(deployed):
    """Without --delete it is kept; with it, users go before what they use, and started triggers are stopped."""
    for key in ("triggers/daily", "pipelines/outer", "triggers/idle"):
        deployed.drop(key)
    deployed.put("triggers/other", trigger("inner"))
    (deployed.folder / "notebooks" / "one.py").unlink()
    deployed.deploy()
    assert "pipelines/outer" in deployed.there
    planned = actions(deployed.plan(delete=True))
    assert planned == {
        ("stop", "triggers/daily"),
        ("delete", "triggers/daily"),
        ("delete", "triggers/idle"),
        ("delete", "pipelines/outer"),
        ("delete", "/Shared/site/one"),
    }
    deployed.deploy(delete=True)
    assert deployed.there == {"pipelines/inner", "triggers/other"}
    assert "Shared/site/one.py" not in deployed.target.state()["notebooks"]


def test_what_no_release_deployed_is_never_deleted(deployed):
    """A pipeline made by hand stays, and so does what it runs."""
    kind = deployed.kinds["pipelines"]
    made = {"properties": pipeline("outer")}
    deployed.target.azure.resources.put(deployed.factory, kind, "by-hand", made)
    for key in ("triggers/daily", "triggers/idle", "pipelines/outer"):
        deployed.drop(key)
    deployed.put("triggers/other", trigger("inner"))
    reasons = {item.resource: item.reason for item in deployed.plan(delete=True).items if item.action == "keep"}
    assert reasons["pipelines/by-hand"] == "is not in the template, and no release deployed it"
    assert reasons["pipelines/outer"].endswith("but pipelines/by-hand still refers to it")


def test_without_a_record_nothing_is_deleted(deployed):
    """And the plan says why."""
    for name in [each["name"] for each in deployed.target.azure.deployments.all(*deployed.where)]:
        deployed.target.azure.deployments.delete(*deployed.where, name)
    deployed.drop("triggers/idle")
    kept = {item.resource: item.reason for item in deployed.plan(delete=True).items if item.action == "keep"}
    assert kept == {
        "triggers/idle": "is not in the template; nothing says that an earlier release deployed it",
    }


@pytest.mark.parametrize(
    ("gone", "options", "told"),
    [
        (["triggers/idle"], {"delete_limit": 0}, "1 deletions are more than the 0 allowed"),
        (["triggers/idle", "triggers/daily"], {}, "all triggers that earlier releases deployed would be deleted"),
    ],
    ids=["too-many", "a-whole-type"],
)
def test_deletions_that_look_like_an_accident_are_refused(deployed, gone, options, told):
    """Exit 1 before anything is done; the message says how to insist."""
    for key in gone:
        deployed.drop(key)
    assert not deployed.plan(delete=True, **options).ok
    with pytest.raises(NotInOrder, match=told):
        deployed.deploy(delete=True, **options)
    assert changes(deployed) == []
    deployed.deploy(delete=True, delete_types=("triggers",))
    assert not set(gone) & deployed.there


def test_a_selection_goes_with_what_it_depends_on(site):
    """--only takes patterns; what isn't selected isn't deployed, and is owned no less afterwards."""
    site.deploy(only=("outer",), parts=("factory",))
    assert site.there == {"pipelines/inner", "pipelines/outer"}
    with pytest.raises(UsageError, match="there is no such resource — did you mean"):
        site.plan(only=("outre",))
    release = site.deploy(only=("triggers/i*",))
    assert site.there == {"pipelines/inner", "pipelines/outer", "triggers/idle"}
    assert set(release.resources) == site.there


def test_a_plan_made_before_is_applied_or_stale(deployed):
    """It is true to itself as long as nothing changed: neither here nor at the target."""
    deployed.put("pipelines/outer", pipeline("inner", description="new"))
    deployed.plan()
    saved = deployed.folder / "saved.json"
    (deployed.folder / "build/local/plan.json").rename(saved)
    deployed.switch("idle", "Started")
    with pytest.raises(NotInOrder, match="is stale: what is deployed at the target changed"):
        deployed.deploy(plan_file=saved)
    deployed.switch("idle", "Stopped")
    deployed.notebook("one.py", "other")
    with pytest.raises(NotInOrder, match="is stale: the notebooks changed"):
        deployed.deploy(plan_file=saved)
    deployed.notebook("one.py", "1")
    assert [item.resource for item in deployed.deploy(plan_file=saved).done] == ["pipelines/outer"]
    with pytest.raises(NotInOrder, match="is stale"):
        deployed.deploy(plan_file=saved)


def test_more_than_resource_manager_takes_is_sent_in_pieces(site):
    """A factory with more than 800 resources is deployed, by deployments one after the other."""
    for number in range(810):
        site.put(f"pipelines/p{number}", pipeline(*([f"p{number - 1}"] if number else [])))
    site.deploy(parts=("factory",))
    assert len(site.there) == 814
    names = {path.rpartition("/")[2] for method, path in changes(site) if method == "PUT"}
    assert len({name for name in names if name.startswith("adfops-local-2")}) == 2


def test_a_failure_gives_triggers_their_states_back(deployed):
    """Exit 3 in Azure's words, the trigger started as before, and the next deployment completes."""
    deployed.put("triggers/daily", trigger("outer", state="Started", minute=7))
    deployed.put("pipelines/more", pipeline())
    deployed.target.set_dials(deployment={"failAt": 1, "code": "Boom", "status": 400})
    with pytest.raises(TargetError, match="Boom"):
        deployed.deploy()
    assert deployed.states["daily"] == "Started"
    deployed.target.set_dials()
    deployed.deploy()
    assert "pipelines/more" in deployed.there
    assert deployed.states["daily"] == "Started"


def test_a_new_trigger_that_was_started_is_stopped_again(deployed):
    """When a later start fails, no new trigger fires for a release that failed; the next deployment starts it."""
    deployed.put("triggers/daily", trigger("outer", state="Started", minute=7))
    deployed.put("triggers/arrives", trigger("outer", state="Started"))
    deployed.target.set_dials(faults=[{"path": "/daily/start$", "status": 400, "skip": 0, "times": 1}])
    with pytest.raises(TargetError):
        deployed.deploy()
    assert deployed.states == {"daily": "Started", "idle": "Stopped", "arrives": "Stopped"}
    deployed.target.set_dials()
    deployed.deploy()
    assert deployed.states == {"daily": "Started", "idle": "Stopped", "arrives": "Started"}


def test_triggers_may_be_left_stopped_after_a_failure(deployed):
    """--on-failure leave-stopped leaves them; recover gives them their states back, and so does a deployment."""
    deployed.put("triggers/daily", trigger("outer", state="Started", minute=7))
    deployed.target.set_dials(deployment={"failAt": 1, "code": "Boom", "status": 400})
    with pytest.raises(TargetError):
        deployed.deploy(on_failure="leave-stopped")
    assert deployed.states["daily"] == "Stopped"
    assert deployed.plan().unfinished
    deployed.target.set_dials()
    assert deployed.recover().triggers == {"triggers/daily": "Started"}
    assert deployed.states["daily"] == "Started"
    assert deployed.recover().done == "no deployment was cut off"


def test_global_parameters_outside_the_template_leave_the_factory_as_it_is(deployed):
    """They are set by an update that keeps identity, tags and Git configuration."""
    factories = deployed.target.azure.factories
    body = {
        "location": "westeurope",
        "identity": {"type": "SystemAssigned"},
        "tags": {"owner": "data"},
        "properties": {
            "repoConfiguration": {"type": "FactoryGitHubConfiguration"},
            "publicNetworkAccess": "Disabled",
        },
    }
    factories.put(deployed.factory, body)
    before = factories.get(deployed.factory)
    document = {"name": deployed.factory[2], "properties": {"globalParameters": {"g": {"type": "int", "value": 1}}}}
    deployed._write(f"adf/factory/{deployed.factory[2]}.json", document)
    assert actions(deployed.plan()) == {("change", "factory")}
    deployed.deploy()
    after = factories.get(deployed.factory)
    assert factories.global_parameters(deployed.factory) == {"g": {"type": "int", "value": 1}}
    for key in ("identity", "tags", "location"):
        assert after[key] == before[key]
    assert after["properties"]["repoConfiguration"] == before["properties"]["repoConfiguration"]
    assert after["properties"]["publicNetworkAccess"] == "Disabled"
    assert actions(deployed.plan()) == set()


def test_event_triggers_are_subscribed_before_they_start(site):
    """As the deployment script of Azure's documentation does; and unsubscribed before they stop."""
    events = {
        "annotations": [],
        "runtimeState": "Started",
        "pipelines": [{"pipelineReference": {"referenceName": "outer", "type": "PipelineReference"}}],
        "type": "BlobEventsTrigger",
        "typeProperties": {
            "blobPathBeginsWith": "/in/blobs/",
            "ignoreEmptyBlobs": True,
            "scope": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a",
            "events": ["Microsoft.Storage.BlobCreated"],
        },
    }
    site.put("triggers/arrivals", events)
    site.deploy()
    switched = [path.partition("/triggers/arrivals/")[2] for _, path in site.target.requests()]
    assert [each for each in switched if each] == ["subscribeToEvents", "start"]
    site.put("triggers/arrivals", {**events, "description": "new"})
    site.deploy()
    switched = [path.partition("/triggers/arrivals/")[2] for _, path in site.target.requests()]
    assert [each for each in switched if each] == ["unsubscribeFromEvents", "stop", "subscribeToEvents", "start"]


def test_a_plan_says_what_is_missing_first(site):
    """Resource group, factory and folder, and how each comes to be."""
    assert {each.what: each.command for each in site.plan().missing} == {
        'resource group "devops-ds-local-rg"': "invoke deploy makes it",
        'factory "devops-ds-local-adf"': "invoke deploy makes it",
        "workspace folder /Shared/site": "invoke deploy makes it",
    }
    site.deploy()
    assert site.plan().missing == ()


def test_resource_managers_own_prediction_can_be_added(deployed):
    """What-if of exactly what would be sent: the paths that change, no values."""
    deployed.put("pipelines/outer", pipeline("inner", description="new"))
    plan = deployed.plan_with_what_if()
    assert [(each.resource, each.change, each.paths) for each in plan.what_if] == [
        ("pipelines/outer", "Modify", ("properties.description",))
    ]
    assert "new" not in json.dumps([list(each.paths) for each in plan.what_if])


def test_a_secret_is_sent_again_when_its_version_is_another(site):
    """What holds it is left alone as long as the vault's current version is the one deployed."""
    types = {"url": "https://x", "authenticationType": "Basic", "userName": "u"}
    password = {"type": "SecureString", "value": "**********"}
    site.put("linkedServices/rest", {"type": "RestService", "typeProperties": {**types, "password": password}})
    vault = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v"
    reference = {"reference": {"keyVault": {"id": vault}, "secretName": "rest"}}
    site.environment(ENVIRONMENT, parameters={"rest_password": reference})
    site.deploy()
    assert actions(site.plan()) == set()
    site.target._ask("PUT", f"{vault}/secrets/rest?api-version=2023-07-01", {"properties": {"value": "x"}})
    assert actions(site.plan()) == {("change", "linkedServices/rest")}
    site.deploy()
    assert actions(site.plan()) == set()


def test_a_state_for_a_trigger_that_isnt_there_is_told(site):
    """A misspelt trigger would stay as it is, silently; the state of one that is there is nothing to tell."""
    site.environment(ENVIRONMENT, triggers={"dayly": "Stopped", "idle": "Stopped"})
    told = []
    site.deploy(notify=lambda event: told.append(event.detail) if event.state is State.WARNED else None)
    file = (site.folder / "environments/local.json").as_posix()
    assert told == [f'{file}:1: the template has no trigger "dayly" — did you mean "daily"?']
