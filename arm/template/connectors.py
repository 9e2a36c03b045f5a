"""What `encryptedCredential` stands for, connector by connector.

It is Git's stand-in for a secret that ADF Studio has already stored. Publishing drops it and adds the connector's
secret property as a SecureString, unless the connection string or the SAS URI is itself the secret. connectors.json
tells what each connector adds: the secrets are those of the type definitions (SecretBase) in azure-mgmt-datafactory,
their place that of the form, as far as publishes show it, else after the property that precedes them there.
An entry has `add`; `after`, the nearest first ("^": in front; none there: at the end); `when`, properties and the
values they must have (none told: any; null: absent). `beside` adds it next to a connection string too; `keep` is for
connectors whose encryptedCredential stays; `value` is written instead of a SecureString.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from arm import jsontext
from arm.factory import Body, Factory
from arm.findings import Finding, Severity
from arm.template.connection_strings import is_beside_secret

CREDENTIAL = "encryptedCredential"
KEY_VAULT = "AzureKeyVaultSecret"
_MASK = {"type": "SecureString", "value": "**********"}

Entry = dict[str, Any]


@lru_cache(maxsize=1)
def connectors() -> dict[str, list[Entry]]:
    """What each connector adds, by its `type` in lower case."""
    text = files("arm.template").joinpath("connectors.json").read_text(encoding="utf-8")
    table: dict[str, list[Entry]] = json.loads(text)
    return {name.lower(): entries for name, entries in table.items()}


def restore_secrets(type: str, inside: Body) -> Body:
    """`typeProperties` with the secrets in it that its encryptedCredential stands for, and without that one.

    A connector that isn't known keeps its encryptedCredential: nothing is guessed.
    """
    if CREDENTIAL not in inside:
        return inside
    entries = connectors().get(type.lower())
    contained = _contains_secret(inside) and not is_beside_secret(type, inside)
    if entries is None and not contained:
        return inside
    entries = [entry for entry in entries or [] if not contained or entry.get("beside")]
    result = inside if any(entry.get("keep") for entry in entries) else _without(inside)
    for entry in entries:
        if entry["add"] not in result and _applies(entry, inside):
            result = _with_secret(result, entry)
    return result


def _contains_secret(inside: Body) -> bool:
    """Whether the connection string or SAS URI is itself the secret: there, and not kept in a Key Vault."""
    values = [inside[key] for key in ("connectionString", "sasUri") if key in inside]
    return any(not isinstance(value, dict) or value.get("type") != KEY_VAULT for value in values)


def _without(inside: Body) -> Body:
    return {key: value for key, value in inside.items() if key != CREDENTIAL}


def _applies(entry: Entry, inside: Body) -> bool:
    conditions: dict[str, list[Any]] = entry.get("when", {})
    return all(inside.get(key) in values if values else bool(inside.get(key)) for key, values in conditions.items())


def _with_secret(inside: Body, entry: Entry) -> Body:
    secret = entry.get("value", _MASK)
    anchor = next((key for key in entry["after"] if key in inside), None)
    if anchor is None:
        in_front = "^" in entry["after"]
        return {entry["add"]: secret, **inside} if in_front else {**inside, entry["add"]: secret}
    result: Body = {}
    for key, value in inside.items():
        result[key] = value
        if key == anchor:
            result[entry["add"]] = secret
    return result


def unknown_credentials(factory: Factory) -> Iterator[Finding]:
    """A warning for each linked service whose encryptedCredential can't be told to stand for a certain secret."""
    for resource in factory.resources:
        inside = resource.properties.get("typeProperties") if resource.type == "linkedServices" else None
        if not isinstance(inside, dict) or CREDENTIAL not in inside:
            continue
        connector = str(resource.properties.get("type"))
        restored = restore_secrets(connector, inside)
        known = connector.lower() in connectors()
        if CREDENTIAL in restored and not known:
            message = f"{connector} is a connector whose secret isn't known: encryptedCredential stays as it is"
        elif len(restored) < len(inside) and not _contains_secret(inside) and not _has_secret(inside):
            message = f"which secret of {connector} encryptedCredential stands for can't be told: none is added"
        else:
            continue
        pointer = f"/properties/typeProperties/{CREDENTIAL}"
        line, column = jsontext.locate_in(resource.file, pointer)
        file = str(resource.file)
        yield Finding("unknown-credential", Severity.WARNING, message, file, line, column, pointer, resource.key)


def _has_secret(inside: Body) -> bool:
    return any(
        isinstance(value, dict) and value.get("type") in (KEY_VAULT, "SecureString") for value in inside.values()
    )
