"""docs/rules.md and types.json are what the code makes them."""

import json
from pathlib import Path

import pytest

from arm.rules import all_rules, schema_source
from arm.rules.documentation import markdown

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_rules_is_fresh():
    """Nobody has to remember to write a rule's documentation: `python -m arm.rules.documentation` does."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == markdown()


def test_every_rule_is_named_by_its_file():
    """A rule is found by its name: the file is called like it."""
    for rule in all_rules():
        assert (ROOT / "arm" / "rules" / rule.group / f"{rule.id.replace('-', '_')}.py").is_file()


def test_the_type_definitions_are_those_of_the_sdk():
    """types.json is what the installed azure-mgmt-datafactory says: `python -m arm.rules.schema_source` writes it."""
    assert schema_source.FILE.read_text(encoding="utf-8") == schema_source.text(schema_source.derive())


@pytest.fixture(scope="module")
def published(reference_data):
    """The types in the public schema of Data Factory: `type` → the names required in it and in typeProperties."""
    path = reference_data / "schemas" / "Microsoft.DataFactory-2018-06-01.json"
    definitions = json.loads(path.read_text(encoding="utf-8"))["definitions"]
    found = {}
    for name, union in (("Activity", "Activity"), ("LinkedService", "LinkedService"), ("Dataset", "Dataset")):
        for branch in _branches(definitions[name]):
            type = branch.get("properties", {}).get("type", {}).get("enum", [""])[0]
            inside = branch.get("properties", {}).get("typeProperties", {})
            inside = _resolved(inside, definitions)
            if type:
                found[union, type] = set(inside.get("required", []))
    return found


def _branches(definition):
    return definition.get("oneOf", [])


def _resolved(schema, definitions):
    for candidate in [schema, *schema.get("oneOf", [])]:
        reference = candidate.get("$ref", "")
        if reference.startswith("#/definitions/"):
            return definitions[reference.removeprefix("#/definitions/")]
    return schema


def test_the_public_schema_requires_the_same(published):
    """Derived from the SDK or published by Azure: what typeProperties need is nearly always the same.

    The public schema is older than the SDK, so that some types are in one of them only; of those in both, nine in
    ten need exactly the same properties.
    """
    ours = json.loads(schema_source.FILE.read_text(encoding="utf-8"))
    compared, same = 0, 0
    for (union, type), required in published.items():
        name = ours["unions"][union].get(type)
        if name is None:
            continue
        compared += 1
        inside = ours["classes"][name]["schema"]["properties"].get("typeProperties", {})
        same += set(inside.get("required", [])) == required
    assert compared > 200
    assert same / compared > 0.9
