"""The versions of the secrets that parameters refer to: what changed, told without the value."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arm.cloud.connection import Connection

_AT_ONCE = 8


def with_versions(
    connection: "Connection", parameters: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The entries of a parameter file, with the current version in each Key Vault reference that names none.

    Only for comparing: what is sent stays as it is. Where the vault doesn't tell, the reference is left as it is.
    """
    asked = {name: secret for name, entry in parameters.items() if (secret := _secret(entry))}
    if not asked:
        return dict(parameters)
    from arm.cloud.key_vault import KeyVault

    client = KeyVault(connection)
    distinct = sorted(set(asked.values()))
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        found = dict(zip(distinct, pool.map(lambda secret: client.current_version(*secret), distinct), strict=True))
    known = {name: found[secret] for name, secret in asked.items() if found[secret]}
    return {
        name: {**entry, "reference": {**entry["reference"], "secretVersion": known[name]}} if name in known else entry
        for name, entry in parameters.items()
    }


def _secret(entry: Mapping[str, Any]) -> tuple[str, str] | None:
    """Vault and name of the secret that an entry refers to without a version; None if it doesn't."""
    reference = entry.get("reference")
    if not isinstance(reference, Mapping) or reference.get("secretVersion"):
        return None
    vault, name = (reference.get("keyVault") or {}).get("id"), reference.get("secretName")
    return (str(vault), str(name)) if vault and name else None
