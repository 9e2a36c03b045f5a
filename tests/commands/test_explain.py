"""`invoke explain`: where a parameter comes from, and what it is in each environment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from arm.commands.explain import run
from arm.errors import UsageError
from arm.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "Microsoft.DataFactory/factories"


def _invoke(*arguments, folder=ROOT, **variables):
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-m", "invoke", "explain", *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, encoding="utf-8")


def test_a_parameter_of_the_seed_is_explained():
    """Its type, source, entry, default and environments are told, and no variable's value."""
    name = "AzureDatabricks_properties_typeProperties_domain"
    done = _invoke("--parameter", name, DATABRICKS_HOST="https://not-to-be-shown")
    told = [line.strip() for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert "source   adf/linkedService/AzureDatabricks.json:8:14" in told
    assert "path     linkedServices/AzureDatabricks /properties/typeProperties/domain" in told
    assert any(
        line.startswith("made by  adf/arm-template-parameters-definition.json:54 linkedServices/*") for line in told
    )
    assert [line.split()[0] for line in told[-5:]] == ["local", "dev", "qa", "uat", "prod"]
    assert "not-to-be-shown" not in done.stdout and "${DATABRICKS_HOST}" in told[-1]


def test_the_budget_is_told_without_a_parameter():
    """The costs of each entry, their total, and what could be saved; as JSON with the definition that would do."""
    text, document = _invoke().stdout, json.loads(_invoke("--json").stdout)
    assert f"{document['total']} of 256 parameters" in text
    assert document["total"] == sum(entry["count"] for entry in document["entries"])
    assert document["at_least"] < document["total"] and f"{PREFIX}/linkedServices" in document["smallest"]


def test_an_unknown_parameter_is_wrong_use_and_the_nearest_are_named():
    """Exit code 2; a part of a name finds the names that hold it, a misspelt one those that are like it."""
    part, misspelt = _invoke("--parameter", "mlworkspace"), _invoke("--parameter", "AzureKeyVault_baseUrl")
    assert part.returncode == misspelt.returncode == 2
    assert "did you mean AzureMLService_properties_typeProperties_mlWorkspaceName?" in part.stderr
    assert "AzureKeyVault_properties_typeProperties_baseUrl" in misspelt.stderr


@pytest.fixture
def repository(tmp_path):
    """A factory with secrets of every kind, and two environments."""
    sql = {
        "type": "SqlServer",
        "typeProperties": {"connectionString": "data source=Hidden-1", "userName": "u"},
    }
    rest = {"type": "RestService", "typeProperties": {"url": "https://x?sig=abcdefghijklmnopqrstuvwxyz"}}
    qa = {
        "target": {"subscriptionId": "${SUBSCRIPTION}", "resourceGroup": "rg", "factoryName": "adf-qa"},
        "parameters": {"sql_connectionString": "Server=s;Password=Hidden-2", "gone": 1},
    }
    documents = {
        "adf/factory/adf.json": {
            "name": "adf",
            "properties": {"globalParameters": {"g": {"type": "int", "value": 1}}},
        },
        "adf/publish_config.json": {"includeGlobalParamsTemplate": True},
        "adf/linkedService/sql.json": {"name": "sql", "properties": sql},
        "adf/linkedService/rest.json": {"name": "rest", "properties": rest},
        "overrides/qa.json": qa,
        "overrides/local.json": {"target": {**qa["target"], "kind": "local"}},
    }
    for name, document in documents.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(document, indent=2), encoding="utf-8")
    return Settings(source=tmp_path / "adf", overrides=tmp_path / "overrides")


def test_no_secret_is_shown(repository):
    """Neither a secure default nor a literal of an override, nor a key in a value that isn't declared secure."""
    secure = run(repository, "sql_connectionString")
    plain = run(repository, "rest_properties_typeProperties_url")
    assert (secure.secure, secure.default.kind, secure.default.value) == (True, "hidden", None)
    assert {name: (value.kind, value.value) for name, value in secure.environments.items()} == {
        "local": ("generated", None),
        "qa": ("hidden", None),
    }
    assert plain.default.kind == "hidden"
    assert "abcdef" not in repr(plain) and "Hidden" not in repr(secure)


def test_what_makes_a_parameter_is_told_where_no_file_does(repository):
    """The default rules are named by their generation; a secret of a linked service needs no entry."""
    assert run(repository, "sql_connectionString").entry.name == "linked service secret"
    entry = run(repository, "rest_properties_typeProperties_url").entry
    assert (entry.name, entry.line) == ("linkedServices/*/properties/typeProperties/url", 0)
    assert entry.rules.startswith("default rules of 20")


def test_a_global_parameter_is_found_in_the_factorys_own_source(repository):
    """Its pointer leads into the file it is written in, though it becomes a resource of its own."""
    source = run(repository, "default_properties_g_value").source
    assert (source.pointer, source.line, source.resource) == ("/properties/globalParameters/g/value", 7, "factory")
    assert source.written


def test_sources_elsewhere_go_without_environments(repository, tmp_path):
    """The environments belong to the repository's own factory; then nothing could go."""
    other = Settings(source=tmp_path, overrides=repository.overrides)
    assert run(other, "factoryName", source=repository.source).environments == {}
    result = run(other, None, source=repository.source)
    assert (result.compared, result.at_least) == (False, result.total)


def test_a_factory_without_parameters_names_no_neighbours(tmp_path):
    """Nothing like the name is there, and the message says where the names are."""
    (tmp_path / "factory").mkdir()
    (tmp_path / "factory" / "adf.json").write_text('{"name": "adf"}', encoding="utf-8")
    with pytest.raises(UsageError, match="invoke matrix lists them"):
        run(Settings(source=tmp_path, overrides=tmp_path), "zzz")
