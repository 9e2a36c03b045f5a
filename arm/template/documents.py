"""The frames of the files ADF Studio publishes: templates and parameter files, keys in their order."""

from collections.abc import Iterable
from typing import Any

from arm.template.parameters import Origin, Parameter

_SCHEMA = "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#"
_PARAMETERS_SCHEMA = "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#"
_VERSION = "1.0.0.0"

Document = dict[str, Any]


def factory_name(name: str) -> Parameter:
    """The parameter every template starts with, whose default is the factory's own name."""
    return Parameter("factoryName", "string", Origin("", "", ""), "Data Factory name", True, name)


def template(parameters: Iterable[Parameter], resources: list[Document]) -> Document:
    """A template that declares `parameters` in their order and has `resources`."""
    return {
        "$schema": _SCHEMA,
        "contentVersion": _VERSION,
        "parameters": {parameter.name: parameter.declaration() for parameter in parameters},
        "variables": {"factoryId": "[concat('Microsoft.DataFactory/factories/', parameters('factoryName'))]"},
        "resources": resources,
    }


def parameter_file(parameters: Iterable[Parameter]) -> Document:
    """The parameter file for the same parameters: each one's default, or "" where it has none."""
    return {
        "$schema": _PARAMETERS_SCHEMA,
        "contentVersion": _VERSION,
        "parameters": {parameter.name: {"value": parameter.value()} for parameter in parameters},
    }
