"""dbutils.secrets: what the run was given, asked for one by one; the log shows [REDACTED] in their place."""

from typing import NamedTuple

from arm.runtime.process.link import Link, NotGiven
from arm.runtime.process.part import Part


class SecretMetadata(NamedTuple):
    """An entry of dbutils.secrets.list."""

    key: str


class SecretScope(NamedTuple):
    """An entry of dbutils.secrets.listScopes."""

    name: str


class Secrets(Part):
    """dbutils.secrets."""

    _title = "dbutils.secrets"

    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, scope: str, key: str) -> str:
        """A secret's value. ValueError if there is none of that scope and key."""
        try:
            return str(self._link.call("secret", scope=scope, key=key))
        except NotGiven:
            raise ValueError(f"Secret does not exist with scope: {scope} and key: {key}") from None

    def getBytes(self, scope: str, key: str) -> bytes:
        """The same, as UTF-8 bytes."""
        return self.get(scope, key).encode()

    def listScopes(self) -> list[SecretScope]:
        """The scopes there are."""
        return [SecretScope(name) for name in self._link.call("scopes")]

    def list(self, scope: str) -> list[SecretMetadata]:
        """The keys of a scope. ValueError if there is none of that name."""
        scopes = self._link.call("scopes")
        if scope not in scopes:
            raise ValueError(f"Scope {scope} does not exist")
        return [SecretMetadata(key) for key in scopes[scope]]
