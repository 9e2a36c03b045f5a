"""Overrides and patches: which value counts, and what is refused."""

import json

import pytest

from arm.commands.artifacts import Template
from arm.commands.patch import patch_template, write
from arm.errors import UsageError
from arm.settings import Settings, load_environment

TEMPLATE = {
    "parameters": {
        "factoryName": {"type": "string", "defaultValue": "adf"},
        "LS_password": {"type": "secureString"},
        "p_text": {"type": "string", "defaultValue": "from the template"},
        "p_count": {"type": "int", "defaultValue": 1},
        "p_list": {"type": "array", "defaultValue": []},
    },
    "resources": [
        {
            "name": "[concat(parameters('factoryName'), '/p')]",
            "type": "Microsoft.DataFactory/factories/pipelines",
            "properties": {"concurrency": 1},
        }
    ],
}
TARGET = {"subscriptionId": "s", "resourceGroup": "rg", "factoryName": "adf-qa"}
REFERENCE = {"reference": {"keyVault": {"id": "/vaults/v"}, "secretName": "s"}}


@pytest.fixture
def patched(tmp_path):
    """Patch the template for an environment whose file holds what is given, over an optional common.json."""

    def patched(document, *sets, common=None):
        (tmp_path / "common.json").write_text(json.dumps({"target": TARGET, **(common or {})}), encoding="utf-8")
        (tmp_path / "qa.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
        environment = load_environment(Settings(overrides=tmp_path), "qa")
        return patch_template(Template(TEMPLATE, {}), environment, sets)

    return patched


def test_the_nearest_value_counts_and_its_origin_is_told(patched):
    """The order is template, common, environment, --set."""
    common = {"parameters": {"p_text": "common", "p_count": 2, "LS_password": REFERENCE}}
    result = patched({"parameters": {"p_count": 3}}, 'p_list=["x"]', common=common)
    values = {value.name: (value.value, value.origin.rpartition("/")[2]) for value in result.values}
    assert values == {
        "factoryName": ("adf-qa", "target.factoryName"),
        "LS_password": (None, "common.json"),
        "p_text": ("common", "common.json"),
        "p_count": (3, "qa.json"),
        "p_list": (["x"], "--set"),
    }
    assert result.parameters["LS_password"] == REFERENCE


def test_a_secret_is_written_as_its_placeholder(patched, monkeypatch, tmp_path):
    """The value of a secret variable stands in no file, even though it is set."""
    monkeypatch.setenv("THE_PASSWORD", "hunter2-planted")
    (tmp_path / "out").mkdir()
    result = patched({"parameters": {"LS_password": "${THE_PASSWORD}"}})
    environment = load_environment(Settings(overrides=tmp_path), "qa")
    write(result, environment, tmp_path / "out")
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())
    assert "${THE_PASSWORD}" in written
    assert "hunter2-planted" not in written


@pytest.mark.parametrize(
    ("document", "sets", "told"),
    [
        ({"parameters": {"p_txt": "x"}}, [], 'declares no parameter "p_txt" — did you mean "p_text"?'),
        (
            {"parameters": {"p_count": "three", "LS_password": REFERENCE}},
            [],
            'the parameter "p_count" is of type int, not string',
        ),
        ({"parameters": {"p_count": True, "LS_password": REFERENCE}}, [], "is of type int, not bool"),
        ({"parameters": {"LS_password": "hunter2"}}, [], "has a literal value"),
        ({"parameters": {"LS_password": "pre${A}"}}, [], "has a literal value"),
        ({"parameters": {}}, [], 'the parameter "LS_password" has no value'),
        ({"parameters": {"LS_password": REFERENCE}}, ["LS_password=x"], "can't be given on the command line"),
        ({"parameters": {"LS_password": REFERENCE}}, ["p_count"], "--set p_count: no value"),
        ({"parameters": {"LS_password": REFERENCE}}, ["p_count=x"], "is of type int, not string"),
    ],
)
def test_an_override_that_does_not_fit_is_refused(patched, document, sets, told):
    """The message says which parameter, what is wrong, and no secret."""
    with pytest.raises(UsageError) as caught:
        patched(document, *sets)
    assert told in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_misfit_is_told_with_file_and_line(patched):
    """The place is that of the offending value."""
    with pytest.raises(UsageError, match=r"qa\.json:3:\d+: "):
        patched({"parameters": {"p_count": "three"}}, common={"parameters": {"LS_password": REFERENCE}})


def test_operations_apply_to_the_named_resource_only(patched):
    """A patch changes what it names and leaves the exported template as it was."""
    operations = [
        {"op": "test", "path": "/properties/concurrency", "value": 1},
        {"op": "replace", "path": "/properties/concurrency", "value": 5},
    ]
    parameters = {"LS_password": REFERENCE}
    result = patched({"parameters": parameters, "patches": [{"resource": "pipelines/p", "operations": operations}]})
    assert result.template["resources"][0]["properties"] == {"concurrency": 5}
    assert TEMPLATE["resources"][0]["properties"] == {"concurrency": 1}


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        (
            {"resource": "pipelines/q", "operations": [{"op": "remove", "path": "/x"}]},
            'no resource "pipelines/q" — did you mean "pipelines/p"?',
        ),
        (
            {"resource": "pipelines/p", "operations": [{"op": "remove", "path": "/properties/none"}]},
            'operation 1 (remove /properties/none) on "pipelines/p" doesn\'t apply',
        ),
        (
            {
                "resource": "pipelines/p",
                "operations": [{"op": "test", "path": "/properties/concurrency", "value": 2}],
            },
            "1 (<class 'int'>) is not equal to tested value 2",
        ),
    ],
)
def test_a_patch_that_does_not_apply_says_which_and_why(patched, patch, told):
    """Which operation, where, and what was found there."""
    with pytest.raises(UsageError) as caught:
        patched({"parameters": {"LS_password": REFERENCE}, "patches": [patch]})
    assert told in str(caught.value)
    assert "qa.json" in str(caught.value)


def test_an_escaped_default_reads_as_itself(tmp_path):
    """A template writes "[[x]" for "[x]"; a parameter file, whose values are no expressions, has "[x]"."""
    declared = {"p": {"type": "string", "defaultValue": "[[x]"}, "q": {"type": "array", "defaultValue": ["[[y]"]}}
    template = {"parameters": {"factoryName": {"type": "string"}, **declared}, "resources": []}
    (tmp_path / "qa.json").write_text(json.dumps({"target": TARGET}), encoding="utf-8")
    environment = load_environment(Settings(overrides=tmp_path), "qa")
    entries = patch_template(Template(template, {}), environment).parameters
    assert (entries["p"], entries["q"]) == ({"value": "[x]"}, {"value": ["[y]"]})
