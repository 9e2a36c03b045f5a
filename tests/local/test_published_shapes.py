"""The answers have the shapes of the published REST examples: what they hold, how ids and types are written."""

import json
import os
from pathlib import Path

import pytest

from arm.armlanguage.secure import MASK

BASE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataFactory/factories/f"
# What each example shows, by the name of its file in
# https://github.com/Azure/azure-rest-api-specs/tree/main/specification/datafactory/resource-manager
SHAPES = json.loads((Path(__file__).parent / "published_shapes.json").read_text(encoding="utf-8"))
METHODS = ("put", "patch", "post", "get", "delete")


def test_answers_have_the_published_shapes(local):
    """Each example's request, in an order in which they can be made, gets an answer that holds what its holds."""
    local.request("PUT", "/subscriptions/s/resourcegroups/rg", {"location": "westeurope"})
    problems = []
    for name, shape in SHAPES.items():
        method = next(method for method in METHODS if method in shape)
        path, body = shape[method]
        status, _, found = local.request(method.upper(), BASE + path, body)
        problems += [f"{name}: {problem}" for problem in differences(shape, status, found)]
    assert problems == []


def differences(shape, status, found):
    """What an answer has otherwise than the example."""
    if status != shape.get("status", 200):
        yield f"status {status}: {found}"
        return
    if shape.get("empty"):
        yield from [] if not found else [f"a body: {found}"]
        return
    properties = found.get("properties") or {}
    parts = {"has": found, "properties": properties, "typeProperties": properties.get("typeProperties") or {}}
    for part, document in parts.items():
        if part in shape and set(shape[part]) != document.keys():
            yield f"{part}: {sorted(document)}, not {sorted(shape[part])}"
    if (
        "id" in shape
        and found["id"] != f"/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataFactory/{shape['id']}"
    ):
        yield f"id: {found['id']}"
    if "type" in shape and found["type"] != f"Microsoft.DataFactory/{shape['type']}":
        yield f"type: {found['type']}"
    if "etag" in {key.lower() for key in found} and found.get("etag", found.get("eTag")).startswith('"') != bool(
        shape.get("quoted")
    ):
        yield f"etag: {found.get('etag', found.get('eTag'))}"
    if "masked" in shape and properties["typeProperties"][shape["masked"]] != {"type": "SecureString", "value": MASK}:
        yield f"{shape['masked']}: not masked"
    if "pl4nted" in json.dumps(found):
        yield "a secret came back"


# The folder `examples` of a version of Data Factory's resource-manager in a checkout of azure-rest-api-specs.
EXAMPLES = os.environ.get("ADFOPS_REST_EXAMPLES", "")
SEGMENTS = {
    "Pipelines": ("pipelines", "pipelineName"),
    "Datasets": ("datasets", "datasetName"),
    "LinkedServices": ("linkedservices", "linkedServiceName"),
    "Triggers": ("triggers", "triggerName"),
    "DataFlows": ("dataflows", "dataFlowName"),
    "IntegrationRuntimes": ("integrationRuntimes", "integrationRuntimeName"),
    "Credentials": ("credentials", "credentialName"),
    "ChangeDataCapture": ("adfcdcs", "changeDataCaptureName"),
    "ManagedVirtualNetworks": ("managedVirtualNetworks", "managedVirtualNetworkName"),
}


@pytest.mark.skipif(not EXAMPLES, reason="ADFOPS_REST_EXAMPLES names no folder of published examples")
@pytest.mark.parametrize("kind", SEGMENTS)
def test_published_examples_can_be_replayed(local, kind):
    """What an example creates is created, and comes back as the example shows it, but for what is made anew."""
    segment, parameter = SEGMENTS[kind]
    if not (Path(EXAMPLES) / f"{kind}_Create.json").is_file():
        pytest.skip(f"no {kind}_Create.json in {EXAMPLES}")
    example = json.loads((Path(EXAMPLES) / f"{kind}_Create.json").read_text(encoding="utf-8"))
    given = example["parameters"]
    (body,) = [value for value in given.values() if isinstance(value, dict)]
    local.request("PUT", "/subscriptions/s/resourcegroups/rg", {"location": "westeurope"})
    local.request("PUT", BASE, {"location": "westeurope"})
    for reference, name in references(body):
        local.request("PUT", f"{BASE}/{reference}/{name}", {"properties": {}})
    status, _, found = local.request("PUT", f"{BASE}/{segment}/{given[parameter]}", body)
    shown = example["responses"]["200"]["body"]
    assert status == 200, found
    assert found["name"] == shown["name"]
    assert missing(shown["properties"], found["properties"]) == []


def references(value):
    """The segment and the name of everything that a body refers to."""
    kinds = {
        "LinkedServiceReference": "linkedservices",
        "DatasetReference": "datasets",
        "PipelineReference": "pipelines",
    }
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        if value.get("type") in kinds:
            yield kinds[value["type"]], value["referenceName"]
        for inner in value.values():
            yield from references(inner)


def missing(shown, found, at=""):
    """The places of an example's properties that an answer has no value for."""
    if isinstance(shown, dict) and isinstance(found, dict):
        return [
            each
            for key in shown
            for each in (missing(shown[key], found[key], f"{at}/{key}") if key in found else [f"{at}/{key}"])
        ]
    return []
