"""What Data Factory adds to what is put into it, as the published examples show it."""

import base64
import json
import uuid
from collections.abc import Mapping
from typing import Any

from arm.local.datafactory.kinds import PRIVATE_ENDPOINTS, Kind

# Examples of version 2018-06-01 in https://github.com/Azure/azure-rest-api-specs
_PENDING = {"status": "Pending", "description": "", "actionsRequired": "None"}


def added(kind: Kind, factory: str, put: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """A resource's properties with what the service adds; `put` is what was sent, `kept` that without secrets."""
    if kind is PRIVATE_ENDPOINTS:
        return {"provisioningState": "Succeeded", "connectionState": _PENDING, **kept}
    if kind.key == "managedvirtualnetworks":
        return {"alias": factory, "vNetId": str(uuid.uuid5(uuid.NAMESPACE_URL, factory.lower())), **kept}
    if kind.key == "integrationruntimes" and put.get("type") == "Managed":
        return {"state": "Initial", **kept}
    if kind.key == "linkedservices" and kept.get("typeProperties") != put.get("typeProperties"):
        return {**kept, "typeProperties": {**kept["typeProperties"], "encryptedCredential": _credential(factory)}}
    return dict(kept)


def _credential(factory: str) -> str:
    """What stands for the secrets of a linked service: no secret itself, and another one for each time it is put."""
    told = {
        "Version": "2017-11-30",
        "ProtectionMode": "Key",
        "SecretContentType": "Plaintext",
        "CredentialId": f"DATAFACTORY@{uuid.uuid4()}/{factory}_{uuid.uuid4()}",
    }
    return base64.b64encode(json.dumps(told, indent=2).encode()).decode()
