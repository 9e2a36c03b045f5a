"""Whole templates: parameters, the order of resources, and Azure's errors."""

import json
from pathlib import Path

import pytest

from arm.armlanguage.errors import TemplateError
from arm.armlanguage.evaluation import Place
from arm.armlanguage.secure import Secure, mask
from arm.armlanguage.template import LIMITS, evaluate

PLACE = Place("SUB", "rg")
CASES = [
    pytest.param(json.loads(file.read_text(encoding="utf-8")), id=file.stem)
    for file in sorted(Path(__file__).with_name("templates").glob("*.json"))
]


def template(*resources, **sections):
    return {"contentVersion": "1.0.0.0", **sections, "resources": list(resources)}


def resource(name, *depends_on, **body):
    kind = "Microsoft.DataFactory/factories/" + name.split("/")[0]
    named = {"name": "f/" + name.split("/")[1], "type": kind, "apiVersion": "2018-06-01"}
    return {**named, "dependsOn": list(depends_on), "properties": {}, **body}


def identity(name):
    return f"/subscriptions/SUB/resourceGroups/rg/providers/Microsoft.DataFactory/factories/f/{name}"


@pytest.mark.parametrize("case", CASES)
def test_a_template_is_refused_in_azures_words(case):
    """Every case of the folder is refused with its code and message."""
    with pytest.raises(TemplateError) as caught:
        evaluate(case["template"], case["parameters"], PLACE)
    assert {"code": caught.value.code, "message": caught.value.message} == case["error"]


def test_resources_come_after_what_they_depend_on():
    """`dependsOn` is understood as an id, as type and names, and as a name, in any case."""
    found = evaluate(
        template(
            resource("triggers/t", "[resourceId('Microsoft.DataFactory/factories/PIPELINES', 'f', 'p')]"),
            resource("pipelines/p", "Microsoft.DataFactory/factories/F/datasets/d", "f/ls"),
            resource("datasets/d", "[concat('Microsoft.DataFactory/factories/', 'f', '/linkedservices/ls')]"),
            resource("linkedServices/ls"),
        ),
        {},
        PLACE,
    )
    assert [each.name for each in found.resources] == ["f/ls", "f/d", "f/p", "f/t"]
    assert found.resources[2].depends_on == (identity("datasets/d"), identity("linkedServices/ls"))


def test_long_chains_are_ordered():
    """A chain of 800 resources, each depending on the one after it, is no depth of ours."""
    count = 800
    chain = [resource(f"pipelines/p{n}", *([f"f/p{n + 1}"] if n < count - 1 else [])) for n in range(count)]
    found = evaluate(template(*chain), {}, PLACE)
    assert [each.name for each in found.resources] == [f"f/p{n}" for n in reversed(range(count))]


def test_a_resource_whose_condition_is_false_is_left_out():
    """It isn't deployed, and those that depend on it don't wait for it."""
    found = evaluate(
        template(
            resource("pipelines/off", condition="[equals(1, 2)]", properties="[parameters('nope')]"),
            resource("triggers/t", "f/off"),
        ),
        {},
        PLACE,
    )
    assert [(each.name, each.depends_on) for each in found.resources] == [("f/t", ())]


def test_defaults_may_use_earlier_parameters():
    """A default is an expression; a given value isn't, even if it looks like one."""
    declared = {"a": {"type": "string"}, "b": {"type": "string", "defaultValue": "[concat(parameters('a'), '!')]"}}
    found = evaluate(template(parameters=declared), {"A": {"value": "[concat('x')]"}}, PLACE)
    assert [(each.name, each.value, each.defaulted) for each in found.parameters] == [
        ("a", "[concat('x')]", False),
        ("b", "[concat('x')]!", True),
    ]


@pytest.mark.parametrize("kind", ["securestring", "secureString", "SecureObject"])
def test_secure_parameters_are_wrapped(kind):
    """The value of a secure parameter is wrapped wherever it goes, in outputs too."""
    value = {"k": "hunter2"} if kind == "SecureObject" else "hunter2"
    found = evaluate(
        template(
            resource("linkedServices/ls", properties={"key": "[parameters('p')]"}),
            parameters={"p": {"type": kind}},
            outputs={"o": {"type": "string", "value": "[string(parameters('p'))]"}},
        ),
        {"p": {"value": value}},
        PLACE,
    )
    assert found.parameters[0].secure
    assert found.resources[0].body == {"properties": {"key": Secure(value)}}
    assert isinstance(found.outputs["o"]["value"], Secure)
    assert "hunter2" not in repr(found)


def test_key_vault_references_are_asked_for_and_secure():
    """A reference is answered by whoever knows the vault; its value is secure even for a plain string."""
    vault = {"keyVault": {"id": "/subscriptions/SUB/vaults/v"}, "secretName": "s"}
    found = evaluate(
        template(parameters={"p": {"type": "string"}}),
        {"p": {"reference": vault}},
        PLACE,
        secrets=lambda reference: f"value of {reference['secretName']}",
    )
    assert found.parameters[0].value == Secure("value of s")


def test_too_many_parameters_are_refused_unless_limits_are_off():
    """Azure takes 256 parameters; whoever wants to know what is beyond can."""
    many = template(parameters={f"p{n}": {"type": "int", "defaultValue": n} for n in range(257)})
    with pytest.raises(TemplateError, match="Limit: '256' and actual: '257'"):
        evaluate(many, {}, PLACE)
    assert len(evaluate(many, {}, PLACE, limits={**LIMITS, "parameters": 300}).parameters) == 257


def test_published_templates_evaluate(reference_data):
    """What ADF Studio published evaluates, and no planted secret stands in what may be shown."""
    folders = sorted((reference_data / "golden" / "pairs").glob("*/expected"))[::6]
    for folder in folders:
        published = json.loads((folder / "ARMTemplateForFactory.json").read_text(encoding="utf-8-sig"))
        parameters = {
            name: {"value": SAMPLES[declaration["type"].lower()]}
            for name, declaration in published["parameters"].items()
            if "defaultValue" not in declaration
        }
        found = evaluate(published, parameters, PLACE, limits={})
        assert len(found.resources) == len(published["resources"]), folder
        assert "pl4nted" not in json.dumps([mask(dict(each.body)) for each in found.resources]), folder


SAMPLES = {"string": "x", "securestring": "pl4nted", "int": 1, "bool": True, "array": [], "object": {}}
