"""Secrets of linked services, which become secure parameters whatever the rules say.

Every SecureString directly in `typeProperties` and every plain-string `connectionString` becomes `<LS>_<property>`.
`encryptedCredential` stands in Git for a secret that Studio has already stored: it is dropped, and the
connector's secret property is added where the table secrets.json says.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from arm.factory.model import Body, Resource
from arm.template.connection_strings import default_connection_string
from arm.template.escaping import parameter_call
from arm.template.naming import secret_metadata, secret_name
from arm.template.parameters import SECURE_STRING, Origin, Parameter

CREDENTIAL = "encryptedCredential"
_SELF_CONTAINED = ("connectionString", "sasUri")


@lru_cache(maxsize=1)
def connectors() -> dict[str, list[dict[str, Any]]]:
    """What each connector adds for an encryptedCredential: rules with `add`, `after`, `if`, `unless`, `keep`."""
    table: dict[str, list[dict[str, Any]]] = json.loads(
        files("arm.template").joinpath("secrets.json").read_text(encoding="utf-8")
    )
    return table


def restore_secrets(type: str, inside: Body) -> Body:
    """`typeProperties` of a linked service with the secret in it that its encryptedCredential stands for."""
    if CREDENTIAL not in inside:
        return inside
    rules = connectors().get(type)
    if any(isinstance(inside.get(key), str) for key in _SELF_CONTAINED):
        rules = [rule for rule in rules or [] if rule.get("always")]
    elif rules is None:
        return inside
    kept = any(rule.get("keep") for rule in rules)
    result = inside if kept else {key: value for key, value in inside.items() if key != CREDENTIAL}
    for rule in rules:
        if rule["add"] not in result and rule.get("if", CREDENTIAL) in inside and rule.get("unless") not in inside:
            result = _inserted(result, rule)
    return result


def _inserted(inside: Body, rule: dict[str, Any]) -> Body:
    secret = {"type": "SecureString", "value": "**********"}
    if rule.get("first"):
        return {rule["add"]: secret, **inside}
    anchor = next((key for key in rule.get("after", ()) if key in inside), None)
    result = {}
    for key, value in inside.items():
        result[key] = value
        if key == anchor:
            result[rule["add"]] = secret
    return result if anchor else {**inside, rule["add"]: secret}


def parameterize_secrets(resource: Resource, type: str, inside: Body) -> tuple[Body, dict[str, Parameter]]:
    """`typeProperties` with every secret replaced by its expression, and the parameters declared for them."""
    found = {parameter.name: (key, parameter) for key, parameter in _secrets(resource, type, inside)}
    changes = {
        key: {"type": "SecureString", "value": f"[{parameter_call(name)}]"} for name, (key, _) in found.items()
    }
    return {**inside, **changes}, {name: parameter for name, (_, parameter) in found.items()}


def _secrets(resource: Resource, type: str, inside: Body) -> Iterator[tuple[str, Parameter]]:
    for key, value in inside.items():
        plain = key == "connectionString" and isinstance(value, str)
        if plain or (isinstance(value, dict) and value.get("type") == "SecureString"):
            origin = Origin(str(resource.file), f"/properties/typeProperties/{key}", "")
            name = secret_name(resource.name, key)
            default = default_connection_string(type, resource.properties["typeProperties"]) if plain else None
            metadata = secret_metadata(resource.name, key)
            yield key, Parameter(name, SECURE_STRING, origin, metadata, default is not None, default)
