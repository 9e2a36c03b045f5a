"""What resources refer to, in the order ADF Studio lists it."""

from pathlib import Path

import pytest

from arm import pointers
from arm.factory import Resource, references


def ref(type, name):
    """A reference as sources write it."""
    return {"referenceName": name, "type": f"{type}Reference"}


def names(type, properties, network=""):
    """The keys of what a resource with these properties refers to."""
    body = {"name": "r", "properties": properties}
    return [reference.key for reference in references(Resource(type, "r", Path("r.json"), body, network))]


def test_a_pipelines_activities_are_read_level_by_level():
    """Inputs, outputs, then what stands in the activity or its typeProperties; deeper things follow by level."""
    inner = {"name": "i", "type": "Copy", "inputs": [ref("Dataset", "deep")], "typeProperties": {}}
    settings = {"location": {"linkedServiceName": ref("LinkedService", "logs")}}
    activities = [
        {"name": "e", "type": "ForEach", "typeProperties": {"activities": [inner]}},
        {
            "name": "c",
            "type": "Copy",
            "typeProperties": {"logSettings": settings, "dataset": ref("Dataset", "direct")},
            "linkedServiceName": ref("LinkedService", "own"),
            "outputs": [ref("Dataset", "out")],
            "inputs": [ref("Dataset", "in")],
        },
    ]
    expected = ["datasets/in", "datasets/out", "datasets/direct", "linkedServices/own", "datasets/deep"]
    assert names("pipelines", {"activities": activities}) == [*expected, "linkedServices/logs"]


def test_a_linked_service_is_read_by_depth():
    """The runtime, then direct references, then the stores of Key Vault references."""
    properties = {
        "typeProperties": {
            "password": {"type": "AzureKeyVaultSecret", "store": ref("LinkedService", "vault")},
            "credential": ref("Credential", "c"),
        },
        "connectVia": ref("IntegrationRuntime", "ir"),
    }
    assert names("linkedServices", properties) == ["integrationRuntimes/ir", "credentials/c", "linkedServices/vault"]


def test_a_data_flow_names_libraries_sources_transformations_sinks():
    """In that order, whatever order they stand in."""
    inside = {
        "sinks": [{"dataset": ref("Dataset", "out")}],
        "transformations": [{"flowlet": ref("DataFlow", "let")}],
        "sources": [{"dataset": ref("Dataset", "in")}],
        "udfLibraries": [ref("DataFlow", "lib")],
    }
    expected = ["dataflows/lib", "datasets/in", "dataflows/let", "datasets/out"]
    assert names("dataflows", {"typeProperties": inside}) == expected


def test_a_private_endpoint_depends_on_its_network():
    """Nothing in its source says so: the folder does."""
    assert names("managedPrivateEndpoints", {}, "default") == ["managedVirtualNetworks/default"]


def test_each_is_named_once_with_the_place_of_its_first_mention():
    """The pointer leads to the reference in the source; two letter cases are two names."""
    activities = [{"name": "a", "type": "Lookup", "typeProperties": {"dataset": ref("Dataset", "d")}}]
    activities += [
        {"name": "b", "type": "Lookup", "typeProperties": {"dataset": ref("Dataset", name)}} for name in "dD"
    ]
    body = {"name": "r", "properties": {"activities": activities}}
    found = references(Resource("pipelines", "r", Path("r.json"), body))
    assert [reference.name for reference in found] == ["d", "D"]
    assert found[0].pointer == "/properties/activities/0/typeProperties/dataset"
    assert pointers.resolve(body, found[0].pointer) == ref("Dataset", "d")


@pytest.mark.parametrize(
    "value",
    [
        {"referenceName": "x", "type": "BigDataPoolReference"},
        {"referenceName": {"value": "@x", "type": "Expression"}, "type": "DatasetReference"},
        {"referenceName": "x"},
        {"type": "DatasetReference"},
    ],
)
def test_what_only_looks_like_a_reference_is_none(value):
    """Unknown kinds, names that are expressions, and halves of references lead nowhere."""
    assert names("triggers", {"x": value}) == []
