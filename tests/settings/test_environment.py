"""Environments: inheritance, variables, and messages that name the place."""

import json
from pathlib import Path

import pytest

from arm.errors import SourceError, UsageError
from arm.settings import Settings, environments, load_environment
from arm.settings.suite import SCHEMA_NAME

TARGET = {"subscriptionId": "s", "resourceGroup": "rg", "factoryName": "adf"}


def test_the_schema_beside_the_overrides_is_the_one_that_counts():
    """Editors complete from the same schema that is enforced."""
    root = Path(__file__).parents[2]
    beside, counts = (root / folder / SCHEMA_NAME for folder in ("parameter-overrides", "arm/settings"))
    assert beside.read_text(encoding="utf-8") == counts.read_text(encoding="utf-8")


@pytest.fixture
def settings(tmp_path):
    return Settings(overrides=tmp_path)


@pytest.fixture
def write(tmp_path):
    def write(name, document):
        (tmp_path / f"{name}.json").write_text(json.dumps(document, indent=2), encoding="utf-8")

    return write


def test_objects_merge_scalars_replace_and_patches_append_parent_first(settings, write):
    """An environment says only what differs from its parent."""
    first = {"resource": "pipelines/p", "operations": [{"op": "remove", "path": "/properties/a"}]}
    second = {"resource": "pipelines/p", "operations": [{"op": "remove", "path": "/properties/b"}]}
    write("common", {"target": {**TARGET, "databricks": {"host": "h", "folder": "/a"}}, "patches": [first]})
    write("qa", {"target": {"factoryName": "adf-qa", "databricks": {"folder": "/b"}}, "patches": [second]})
    environment = load_environment(settings, "qa")
    assert environment.target.factory_name == "adf-qa"
    assert environment.target.resource_group == "rg"
    assert (environment.target.databricks.host, environment.target.databricks.folder) == ("h", "/b")
    assert [patch.operations[0]["path"] for patch in environment.patches] == ["/properties/a", "/properties/b"]


def test_a_parameter_is_taken_whole_from_the_nearest_file(settings, write):
    """A reference in the parent and a value in the heir don't mix."""
    reference = {"keyVault": {"id": "/v"}, "secretName": "s"}
    write("common", {"target": TARGET, "parameters": {"a": {"reference": reference}, "b": {"x": 1}}})
    write("qa", {"parameters": {"a": "plain", "b": {"y": 2}}})
    parameters = load_environment(settings, "qa").parameters
    assert (parameters["a"].value, parameters["a"].reference) == ("plain", None)
    assert parameters["b"].value == {"y": 2}
    assert parameters["a"].origin.endswith("qa.json")


def test_arm_parameter_files_are_read_and_their_neighbours_win(settings, write, tmp_path):
    """A team brings the parameter files it has."""
    (tmp_path / "arm").mkdir()
    reference = {"keyVault": {"id": "/v"}, "secretName": "s"}
    entries = {"a": {"value": 1}, "b": {"value": [2]}, "c": {"reference": reference}}
    (tmp_path / "arm" / "qa.json").write_text(json.dumps({"parameters": entries}), encoding="utf-8")
    write("qa", {"target": TARGET, "parameterFiles": ["arm/qa.json"], "parameters": {"a": 3}})
    parameters = load_environment(settings, "qa").parameters
    assert (parameters["a"].value, parameters["b"].value) == (3, [2])
    assert parameters["c"].reference["reference"]["secretName"] == "s"


@pytest.mark.parametrize("value", [None, "", "$(WANTED_NAME)"])
def test_an_unset_variable_is_named_with_its_place(settings, write, monkeypatch, value):
    """What Azure Pipelines leaves of an undefined macro counts as unset too."""
    monkeypatch.delenv("WANTED_NAME", raising=False)
    if value is not None:
        monkeypatch.setenv("WANTED_NAME", value)
    write("qa", {"target": {**TARGET, "subscriptionId": "${WANTED_NAME}"}})
    with pytest.raises(SourceError, match=r"qa\.json:3:\d+: the variable WANTED_NAME is not set"):
        load_environment(settings, "qa")


def test_a_variable_that_an_heir_overrides_needs_no_value(settings, write, monkeypatch):
    """Only what counts in the end has to be there."""
    monkeypatch.delenv("WANTED_NAME", raising=False)
    write("common", {"target": {**TARGET, "location": "${WANTED_NAME}"}})
    write("qa", {"target": {"location": "northeurope"}})
    assert load_environment(settings, "qa").target.location == "northeurope"


def test_parameters_keep_their_variables_until_asked(settings, write, monkeypatch):
    """A secret is not needed to look at an environment, and is filled only in memory."""
    monkeypatch.delenv("WANTED_NAME", raising=False)
    write("qa", {"target": TARGET, "parameters": {"a": "x${WANTED_NAME}"}})
    override = load_environment(settings, "qa").parameters["a"]
    assert override.value == "x${WANTED_NAME}"
    with pytest.raises(UsageError, match="WANTED_NAME"):
        override.filled()
    monkeypatch.setenv("WANTED_NAME", "y")
    assert override.filled() == "xy"


@pytest.mark.parametrize(
    ("name", "told"), [("nope", 'no environment "nope"'), (None, "--env is missing"), ("quat", 'did you mean "qa')]
)
def test_an_unknown_environment_lists_those_there_are(settings, write, name, told):
    """Whoever mistypes sees what there is."""
    write("common", {"target": TARGET})
    write("qa", {})
    write("qat", {})
    with pytest.raises(UsageError) as caught:
        load_environment(settings, name)
    assert told in str(caught.value)
    assert "environments: qa, qat" in str(caught.value)
    assert environments(settings) == ["qa", "qat"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"target": {**TARGET, "kind": "aws"}}, "'aws' is not one of"),
        ({"taget": TARGET}, 'qa.json:2:12: the file: there is no key "taget" — did you mean "target"?'),
        ({"target": {**TARGET, "x/y": 1}}, '/target: there is no key "x/y" — there are: databricks, factoryName,'),
        ({"target": TARGET, "triggers": {"t": "Running"}}, "'Running' is not one of"),
        ({"target": {"resourceGroup": "rg", "factoryName": "x"}}, "says no subscriptionId"),
        ({"target": TARGET, "extends": "qa"}, "circle: qa → qa"),
        ({"target": TARGET, "parameterFiles": ["none.json"]}, "there is no file"),
        ({"target": TARGET, "parameters": {"p": {"reference": {"secretName": "s"}}}}, "'keyVault' is a required"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(settings, write, document, told):
    """The message names the file and what is wrong in it."""
    write("qa", document)
    with pytest.raises(SourceError) as caught:
        load_environment(settings, "qa")
    assert told in str(caught.value)
    assert "qa.json" in caught.value.file


@pytest.mark.parametrize(
    ("values", "told"), [({"sorce": "x"}, 'did you mean "source"'), ({"source": 3}, "must be text")]
)
def test_a_wrong_setting_is_named(values, told):
    """A typo in invoke.yaml doesn't silently do nothing."""
    with pytest.raises(UsageError) as caught:
        Settings.from_mapping(values)
    assert told in str(caught.value)
