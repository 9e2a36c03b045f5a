"""Routes of Key Vault's secrets at Resource Manager: every vault and secret exists, and none tells its value."""

import uuid
from typing import Any

from arm.local.azure import LocalAzure
from arm.local.routing import Routes
from arm.local.wire import Request, Response, answer

ROUTES = Routes("Key Vault", "/microsoft.keyvault/", "arm/local/key_vault/routes.py")
_VAULT = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults/{vault}"
SECRET = _VAULT + "/secrets/{secret}"
DOCS = "https://learn.microsoft.com/rest/api/keyvault/keyvault/secrets/"
_FIRST = "0" * 32


def _key(request: Request) -> tuple[str, ...]:
    return ("vaults", *(request.path[name] for name in ("subscription", "group", "vault", "secret")))


def _described(azure: LocalAzure, request: Request) -> dict[str, Any]:
    vault, secret = request.path["vault"], request.path["secret"]
    uri = f"https://{vault}.vault.azure.net/secrets/{secret}"
    version = (azure.store.get(*_key(request)) or {}).get("version", _FIRST)
    return {
        "id": request.url_path,
        "name": secret,
        "type": "Microsoft.KeyVault/vaults/secrets",
        "properties": {
            "attributes": {"enabled": True},
            "secretUri": uri,
            "secretUriWithVersion": f"{uri}/{version}",
        },
    }


@ROUTES.add("GET", SECRET, link=DOCS + "get")
def get_secret(azure: LocalAzure, request: Request) -> Response:
    """Gets a secret's address with its current version, not its value; every secret exists."""
    return answer(_described(azure, request))


@ROUTES.add("PUT", SECRET, link=DOCS + "create-or-update")
def put_secret(azure: LocalAzure, request: Request) -> Response:
    """Makes a new version of a secret; the value that is sent is kept nowhere, deployments get a generated one."""
    request.object()
    azure.store.put(_key(request), {"version": uuid.uuid4().hex})
    return answer(_described(azure, request))
