"""What Data Factory never gives back: secrets are masked before anything is kept."""

import re
from collections.abc import Mapping
from typing import Any

from arm.armlanguage.secure import MASK, Secure

# The parts of a connection string that say where, not how to get in; only these are kept.
_PLACES = {
    "accountname", "blobendpoint", "data source", "database", "defaultendpointsprotocol", "encrypt",
    "endpointsuffix", "initial catalog", "integrated security", "server", "connection timeout",
}  # fmt: skip


def masked(document: Any) -> Any:
    """`document` without secrets: those of secure parameters, and the values of SecureString objects.

    https://learn.microsoft.com/azure/data-factory/store-credentials-in-key-vault
    """
    if isinstance(document, Secure):
        return MASK
    if isinstance(document, list):
        return [masked(value) for value in document]
    if not isinstance(document, dict):
        return document
    if document.get("type") == "SecureString" and "value" in document:
        return {**{key: masked(value) for key, value in document.items()}, "value": MASK}
    return {key: masked(value) for key, value in document.items()}


def masked_linked_service(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A linked service's properties without secrets; a plain connection string keeps what says where.

    Azure, too, gives a connection string back without its key. Whole strings from secure parameters stay masked.
    """
    shown: dict[str, Any] = masked(dict(properties))
    types = properties.get("typeProperties")
    if isinstance(types, dict) and isinstance(types.get("connectionString"), str):
        kept = {**shown["typeProperties"], "connectionString": place(types["connectionString"])}
        shown = {**shown, "typeProperties": kept}
    return shown


def known_places(properties: Mapping[str, Any]) -> dict[str, str]:
    """What secure connection strings of a linked service say about where: `typeProperties` key → those parts.

    Runs need the storage account's name; the key to it they don't.
    """
    types = properties.get("typeProperties")
    found = {}
    for key, value in types.items() if isinstance(types, dict) else ():
        inner = value.get("value") if isinstance(value, dict) and value.get("type") == "SecureString" else value
        text = inner.reveal() if isinstance(inner, Secure) else inner
        if key == "connectionString" and isinstance(text, str) and (kept := place(text)):
            found[key] = kept
    return found


def place(connection_string: str) -> str:
    """The parts of a connection string that say where; an expression (`@{…}`) is a part of its own and stays."""
    if "=" not in connection_string:
        return MASK if connection_string and "@" not in connection_string else connection_string
    parts = [part.strip() for part in connection_string.split(";") if part.strip()]
    kept = [part for part in parts if re.split(r"\s*=", part, maxsplit=1)[0].lower() in _PLACES]
    return ";".join(kept) + ";" if kept else ""
