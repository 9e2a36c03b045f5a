"""Real factories on Local Azure: from the templates that ADF Studio published, and from those exported here."""

import json
from pathlib import Path

import pytest

from arm.commands import export

SECRET = "pl4nted"
SAMPLES = {"string": "x", "securestring": SECRET, "int": 1, "bool": True, "array": [], "object": {}}
CONTAINER = "https://templates.blob.core.windows.net/linked"


def factories(reference_data: Path) -> list[dict]:
    """What the index says of the factories, the largest first."""
    rows = json.loads((reference_data / "golden" / "index.json").read_text(encoding="utf-8"))
    return sorted(rows, key=lambda row: -row["resources"])


def read(path: Path) -> dict:
    """A document, with or without a byte order mark."""
    return json.loads(path.read_text(encoding="utf-8-sig"))


def values(template: dict, file: dict) -> dict:
    """The values of a template's parameters: those of its file, and samples for secrets and what has no value."""
    given = {name: entry for name, entry in file["parameters"].items() if name in template["parameters"]}
    for name, declaration in template["parameters"].items():
        kind = declaration["type"].lower()
        if kind == "securestring" or name not in given or given[name].get("value") is None:
            given[name] = {"value": SAMPLES[kind]}
    return {**given, "factoryName": {"value": "f"}}


def deploy_whole(local, folder: Path) -> set[str]:
    """Deploy the template of a published or exported folder; the resources that are deployed then."""
    template = read(folder / "ARMTemplateForFactory.json")
    found = local.deploy(template, values(template, read(folder / "ARMTemplateParametersForFactory.json")))
    assert len(found.properties.output_resources) == len(template["resources"])
    return deployed(local)


def deploy_linked(local, folder: Path) -> set[str]:
    """Deploy the linked templates of a folder from a storage container; the resources that are deployed then."""
    container = local.blobs("templates").create_container("linked")
    for path in folder.glob("linkedTemplates/*.json"):
        container.upload_blob(path.name, path.read_bytes())
    master = read(folder / "linkedTemplates" / "ArmTemplate_master.json")
    given = values(master, read(folder / "linkedTemplates" / "ArmTemplateParameters_master.json"))
    local.deploy(master, {**given, "containerUri": {"value": CONTAINER}, "containerSasToken": {"value": "?sig=x"}})
    return deployed(local)


def deployed(local) -> set[str]:
    """The ids of all that is in the factories, and that no secret is in any file."""
    assert [path for path in local.state.rglob("*.json") if SECRET.encode() in path.read_bytes()] == []
    found = (local.state / "store" / "factories").rglob("*.json")
    return {read(path)["value"]["id"].partition("/providers/")[2].lower() for path in found}


def check(row: dict, pairs: Path, room: Path, start_local) -> None:
    """Deploy a factory in every form; each form brings the same resources."""
    published = pairs / row["id"] / "expected"
    export.run(pairs / row["id"] / "source", row["factory"], room / "exported")
    results = {}
    for form, folder in (("published", published), ("exported", room / "exported")):
        for how in (deploy_whole, deploy_linked):
            if how is deploy_linked and not (folder / "linkedTemplates").is_dir():
                continue
            local = start_local(room / f"{form}-{how.__name__}").with_factory()
            local.request("PUT", "/local/dials", {"deployment": {"limits": False}})
            results[form, how.__name__] = how(local, folder)
            local.close()
    assert results["exported", "deploy_whole"] == results["exported", "deploy_linked"]
    assert results["published", "deploy_whole"] == results.get(
        ("published", "deploy_linked"), results["published", "deploy_whole"]
    )


def test_a_large_factory_deploys(reference_data, start_local, tmp_path):
    """A large factory deploys from its published and its exported template, whole and linked; no secret is kept."""
    rows = [row for row in factories(reference_data) if row["resources"] < 120]
    check(rows[0], reference_data / "golden" / "pairs", tmp_path, start_local)


@pytest.mark.conformance
def test_all_factories_deploy(reference_data, start_local, tmp_path):
    """Every factory of the reference data, the largest too, deploys in every form that it has."""
    problems = []
    for row in factories(reference_data):
        try:
            check(row, reference_data / "golden" / "pairs", tmp_path / row["id"], start_local)
        except Exception as error:
            problems.append(f"{row['id']}: {type(error).__name__}: {str(error)[:500]}")
    assert problems == []
